import { acceptLoginToken } from "./api/sign-in-by-token.ts";
import type { FaultRule } from "./faults/fault-rule.ts";
import type { Simulator } from "./simulator.ts";
import {
  banAccount,
  changePhoto,
  changeTitle,
  changeUsernames,
  deleteChat,
  join,
  kick,
  restrictChat,
} from "./world/change-chats.ts";
import { edit, mark, pin, post, postAlbum, remove } from "./world/change-messages.ts";
import type { Draft, Marks } from "./world/draft.ts";
import { trueMessages } from "./world/oracle.ts";
import { stir } from "./world/stir.ts";

/** What a test can ask of a simulator, also of one in another process. Chats and accounts by key. */
export type Command =
  | { readonly do: "post"; readonly chat: string; readonly draft?: Draft }
  | { readonly do: "album"; readonly chat: string; readonly size: number; readonly draft?: Draft }
  | { readonly do: "edit"; readonly chat: string; readonly id: number; readonly draft?: Draft }
  | { readonly do: "delete"; readonly chat: string; readonly ids: readonly number[] }
  | { readonly do: "pin"; readonly chat: string; readonly id: number; readonly pinned?: boolean }
  | { readonly do: "mark"; readonly chat: string; readonly id: number; readonly marks: Marks }
  | { readonly do: "title"; readonly chat: string; readonly title: string }
  | { readonly do: "photo"; readonly chat: string }
  | { readonly do: "usernames"; readonly chat: string; readonly usernames: readonly string[] }
  | { readonly do: "deleteChat"; readonly chat: string }
  | { readonly do: "restrict"; readonly chat: string; readonly reason: string | null }
  | { readonly do: "kick"; readonly chat: string; readonly account: string }
  | { readonly do: "join"; readonly chat: string; readonly account: string }
  | { readonly do: "banAccount"; readonly account: string }
  | { readonly do: "endSessions"; readonly account: string; readonly why?: SessionEnd }
  | { readonly do: "approveTakeout"; readonly account: string }
  | { readonly do: "acceptLogin"; readonly account: string; readonly token: Buffer }
  /** Lets so many things happen, anywhere or in some chats; from turn `from` (default 0). */
  | {
      readonly do: "stir";
      readonly turns: number;
      readonly from?: number;
      readonly chats?: readonly string[];
    }
  | { readonly do: "fault"; readonly rule: FaultRule }
  | { readonly do: "removeFault"; readonly name: string }
  | { readonly do: "clearFaults" }
  | { readonly do: "expireReferences" }
  | { readonly do: "clockOffset"; readonly seconds: number }
  | { readonly do: "dropConnections" }
  | { readonly do: "freezeConnections" }
  | { readonly do: "rotateSalts" }
  | { readonly do: "forgetKeys"; readonly account: string }
  | { readonly do: "goDown"; readonly dc?: number }
  | { readonly do: "comeBack"; readonly dc?: number }
  | { readonly do: "stats" }
  | { readonly do: "requests" }
  | { readonly do: "early" }
  | { readonly do: "truth"; readonly chat: string };

export type SessionEnd = "AUTH_KEY_UNREGISTERED" | "SESSION_REVOKED" | "SESSION_EXPIRED";

/** Figures for assertions at the end of a test. */
export interface SimulatorStats {
  readonly requests: number;
  readonly early: number;
  readonly unknownMethods: readonly string[];
  readonly problems: readonly string[];
  readonly connectionsPerKey: readonly (readonly [key: bigint, open: number, peak: number])[];
  readonly fired: Readonly<Record<string, number>>;
}

/** Carries a command out; what it found or made. */
export async function runCommand(simulator: Simulator, command: Command): Promise<unknown> {
  const { world, api, wire, faults } = simulator;
  const chat = () => world.chat("chat" in command ? command.chat : "");
  const account = () => world.account("account" in command ? command.account : "");
  switch (command.do) {
    case "post":
      return post(world, chat(), command.draft);
    case "album":
      return postAlbum(world, chat(), command.size, command.draft);
    case "edit":
      return edit(world, chat(), command.id, command.draft);
    case "delete":
      return remove(world, chat(), command.ids);
    case "pin":
      return pin(world, chat(), command.id, command.pinned);
    case "mark":
      return mark(world, chat(), command.id, command.marks);
    case "title":
      return changeTitle(world, chat(), command.title);
    case "photo":
      return changePhoto(world, chat());
    case "usernames":
      return changeUsernames(world, chat(), command.usernames);
    case "deleteChat":
      return deleteChat(world, chat());
    case "restrict":
      return restrictChat(world, chat(), command.reason);
    case "kick":
      return kick(world, chat(), account());
    case "join":
      return join(world, chat(), account());
    case "banAccount":
      return banAccount(world, account());
    case "endSessions": {
      const states = api.state.keys.signedIn(account());
      for (const state of states) api.state.keys.end(state, command.why ?? "SESSION_REVOKED");
      return states.length;
    }
    case "approveTakeout":
      account().takeoutApproved = true;
      return;
    case "acceptLogin":
      acceptLoginToken(api.state, Buffer.from(command.token), account());
      return;
    case "stir": {
      const chats = command.chats?.map((key) => world.chat(key)) ?? world.chats;
      const from = command.from ?? 0;
      return Array.from({ length: command.turns }, (_, turn) => stir(world, chats, from + turn));
    }
    case "fault":
      return faults.add(command.rule);
    case "removeFault":
      return faults.remove(command.name);
    case "clearFaults":
      return faults.clear();
    case "expireReferences":
      return api.state.references.expireAll();
    case "clockOffset":
      return wire.setClockOffset(command.seconds);
    case "dropConnections":
      return wire.dropConnections();
    case "freezeConnections":
      return wire.freezeConnections();
    case "rotateSalts":
      return wire.rotateSalts();
    case "forgetKeys": {
      const states = api.state.keys.signedIn(account());
      for (const { authKeyId } of states) wire.forgetKey(authKeyId);
      return states.length;
    }
    case "goDown":
      return wire.goDown(command.dc);
    case "comeBack":
      return wire.comeBack(command.dc);
    case "stats":
      return stats(simulator);
    case "requests":
      return simulator.requests();
    case "early":
      return simulator.earlyRequests();
    case "truth":
      return [...trueMessages(world, command.chat)];
  }
}

function stats(simulator: Simulator): SimulatorStats {
  const open = simulator.connectionsPerKey();
  const fired: Record<string, number> = {};
  for (const { rule } of simulator.faults.fired) fired[rule] = (fired[rule] ?? 0) + 1;
  return {
    requests: simulator.requestCount(),
    early: simulator.earlyRequests().length,
    unknownMethods: simulator.unknownMethods(),
    problems: simulator.wire.problems.map(({ kind, message }) => `${kind}: ${message}`),
    connectionsPerKey: simulator
      .peakConnectionsPerKey()
      .entries()
      .map(([key, peak]) => [key, open.get(key) ?? 0, peak] as const)
      .toArray(),
    fired,
  };
}
