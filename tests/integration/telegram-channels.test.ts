import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { markPeer, unmarkPeer } from "../../packages/core/src/domain/ids.ts";
import { ChannelInaccessible } from "../../packages/core/src/domain/source-failures.ts";
import type {
  ChannelReference,
  Dialog,
  DialogPage,
  DialogPlace,
  FoundChannel,
} from "../../packages/core/src/domain/target.ts";
import type { MessageSource } from "../../packages/core/src/ports/message-source.ts";
import { runCommand } from "../simulator/command.ts";
import { type Simulator, startSimulator } from "../simulator/simulator.ts";
import { existingIds } from "../simulator/world/oracle.ts";
import { connect, unaborted } from "./telegram-fixture.ts";

let simulator: Simulator;
let anna: MessageSource;
beforeAll(async () => {
  simulator = await startSimulator();
  anna = await connect(simulator);
});
afterAll(async () => {
  await anna[Symbol.asyncDispose]();
  await simulator.close();
});

const channelId = (key: string) => markPeer("channel", simulator.world.chat(key).id);
const groupId = (key: string) => markPeer("group", simulator.world.chat(key).id);
const resolve = (reference: ChannelReference, source = anna) =>
  source.resolve(reference, unaborted);
const named = (username: string) => resolve({ type: "username", username });
const invited = (hash: string) => resolve({ type: "invite", hash });

/** Every page down to the first message. */
async function walk({ access }: FoundChannel, source = anna) {
  const ids: number[] = [];
  for (let below: number | null = null; ; ) {
    const page = await source.history({ access, start: { below }, limit: 7 }, unaborted);
    expect(page.quarantined).toEqual([]);
    if (page.ids === null) return ids;
    ids.unshift(...page.messages.map(({ id }) => id));
    below = page.ids.least;
  }
}

async function allDialogs(source: MessageSource) {
  const all: Dialog[] = [];
  for (let place: DialogPlace | null = null; ; ) {
    const page: DialogPage = await source.dialogs(place, unaborted);
    all.push(...page.dialogs);
    if (page.next === null) return all;
    place = page.next;
  }
}

describe("a reference", () => {
  it("by a username of four letters, with or without its @", async () => {
    expect((await named("fish")).profile).toMatchObject({
      id: channelId("gold"),
      username: "fish",
    });
    expect((await named("@fish")).profile.title).toBe("早市");
  });

  it("by a username of several leads to the channel, which is called by its first", async () => {
    const { profile } = await named("lighthouse_letters");
    expect(profile).toMatchObject({ id: channelId("letters"), username: "keeper_letters" });
  });

  it("by the invite of a channel that the account is in leads there", async () => {
    const found = await invited("AbCdEfGhIjKlMnOp");
    expect(found.profile).toMatchObject({
      id: channelId("secret"),
      username: null,
      isPrivate: true,
    });
    expect(await walk(found)).toEqual(existingIds(simulator.world, "secret"));
  });

  it("by an invite that was not accepted leads nowhere, and is not accepted", async () => {
    const asked = invited("ZyXwVuTsRqPoNmLk");
    await expect(asked).rejects.toThrow(ChannelInaccessible);
    await expect(asked).rejects.toMatchObject({ reason: "private" });
    expect(simulator.requestCount("messages.importChatInvite")).toBe(0);
  });

  it("by an invite that is not valid any more says so", async () => {
    await expect(invited("NoSuchInviteHash")).rejects.toMatchObject({ reason: "invite_expired" });
    await expect(invited("?")).rejects.toMatchObject({ reason: "not_found" });
  });

  it("by the number of a basic group leads there", async () => {
    const found = await resolve({ type: "id", id: groupId("family") });
    expect(found.profile).toMatchObject({ kind: "group", title: "Familia" });
    expect(found.access.accessHash).toBeNull();
    expect(await walk(found)).toHaveLength(simulator.world.chat("family").history.count);
  });

  it("by the account's own number leads to its saved messages", async () => {
    const found = await resolve({ type: "id", id: anna.accountId });
    expect(found.profile).toMatchObject({ kind: "private", title: "Anna Archer" });
    expect(await walk(found)).toEqual([]);
  });

  it("by the number of a channel that the account is not in leads nowhere", async () => {
    await expect(resolve({ type: "id", id: channelId("gold") })).rejects.toMatchObject({
      reason: "not_found",
    });
  });
});

describe("a channel", () => {
  it("tells what it is joined to, and what it forbids", async () => {
    expect(await named("keeper_letters")).toMatchObject({
      profile: { kind: "channel", isPrivate: false, isIdFromTelegram: true },
      linkedChannelId: channelId("letters_talk"),
      ...{ migratedFrom: null, isProtected: false, isForum: false },
    });
    expect(await named("quay_talk")).toMatchObject({
      profile: { kind: "supergroup" },
      migratedFrom: groupId("quay_old"),
    });
    expect(await named("kept_shelf")).toMatchObject({ isProtected: true });
    expect(await named("port_forum")).toMatchObject({ isForum: true });
  });

  it("that the account was thrown out of is not to be seen", async () => {
    const boris = await connect(simulator, {}, "boris");
    const { access } = await resolve({ type: "username", username: "quay_talk" }, boris);
    await runCommand(simulator, { do: "kick", chat: "quay", account: "boris" });
    const request = { access, start: { below: null }, limit: 1 };
    for (const asked of [
      boris.history(request, unaborted),
      boris.look(access, unaborted),
      boris.messages(access, [1], unaborted),
    ]) {
      await expect(asked).rejects.toMatchObject({ reason: "private" });
    }
    await boris[Symbol.asyncDispose]();
  });

  it("cannot be reached by what another account was told", async () => {
    const { access } = await named("quay_talk");
    const boris = await connect(simulator, {}, "boris");
    const request = { access, start: { below: null }, limit: 1 };
    await expect(boris.history(request, unaborted)).rejects.toThrow(ChannelInaccessible);
    const unknown = { ...access, accessHash: null };
    await expect(boris.look(unknown, unaborted)).rejects.toThrow(ChannelInaccessible);
    await boris[Symbol.asyncDispose]();
  });

  it("renames itself", async () => {
    const { access } = await named("nothing_yet");
    await runCommand(simulator, { do: "title", chat: "quiet", title: "Something now" });
    expect((await anna.look(access, unaborted)).profile.title).toBe("Something now");
  });
});

describe("a basic group", () => {
  it("has none of the messages that the account has elsewhere", async () => {
    const family = await resolve({ type: "id", id: groupId("family") });
    const ids = await walk(family);
    const old = { ...family.access, channelId: groupId("quay_old") };
    const answer = await anna.messages(old, ids.slice(0, 3), unaborted);
    expect(answer).toMatchObject({ messages: [], quarantined: [], absent: ids.slice(0, 3) });
    const own = await anna.messages(family.access, ids.slice(0, 3), unaborted);
    expect(own.messages.map(({ id }) => id)).toEqual(ids.slice(0, 3));
  });
});

describe("every message of every chat", () => {
  it.each(["tiny", "nasty"] as const)(
    "of the %s world can be read",
    async (world) => {
      const there = await startSimulator({ world });
      const source = await connect(there);
      for (const { found } of await allDialogs(source)) {
        const { kind, bareId: id } = unmarkPeer(found.profile.id);
        const { key } = there.world.chatOf({ kind, id })!;
        if (there.world.chat(key).history.count > 600) continue;
        const ids = await walk(found, source);
        expect(ids).toHaveLength(there.world.chat(key).history.count);
        // Elsewhere each account counts for itself.
        if (kind === "channel") expect(ids).toEqual(existingIds(there.world, key));
      }
      await source[Symbol.asyncDispose]();
      expect(there.wire.problems).toEqual([]);
      expect(there.unknownMethods()).toEqual([]);
      await there.close();
    },
    60_000,
  );
});
