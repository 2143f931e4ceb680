import { encodeResult } from "../tl/encode.ts";
import { telegramSchema } from "../tl/telegram-schema.ts";
import type { TlObject, TlValue } from "../tl/value.ts";
import { chosenWorld, type WorldChoice } from "../world/presets/preset.ts";
import { World } from "../world/world.ts";
import { Api, type ApiOptions } from "./api.ts";
import { pushUpdates } from "./push-updates.ts";
import { RpcFailure } from "./rpc-failure.ts";

/** A client of the API without a wire: every answer is still encoded with Telegram's schema. */
export class DirectClient {
  readonly api: Api;
  readonly world: World;
  /** What was pushed to any key, oldest first. */
  readonly pushed: { readonly authKeyId: bigint; readonly updates: TlObject }[] = [];
  dcId = 2;
  #lastKey = 0n;

  constructor(
    options: Omit<ApiOptions, "world" | "wire"> & {
      readonly world?: WorldChoice;
      readonly seed?: number;
      readonly now?: () => number;
    } = {},
  ) {
    const { world = "tiny", seed = 1, now = () => Date.UTC(2026, 10, 23), ...rest } = options;
    this.world = new World({ seed, now, spec: chosenWorld(world) });
    this.api = new Api({
      ...rest,
      world: this.world,
      wire: {
        dcs: () => [1, 2, 4].map((id) => ({ id, host: "127.0.0.1", port: 4000 + id })),
        push: (authKeyId, updates) => this.pushed.push({ authKeyId, updates }),
      },
    });
    const all = (_account: unknown, _chat: unknown, updates: TlObject) => [updates];
    pushUpdates(this.api.state, all, () => {});
  }

  /** A new auth key, signed in as this account without asking for codes. */
  keyOf(accountKey: string): bigint {
    const key = ++this.#lastKey;
    const account = this.world.account(accountKey);
    this.api.state.keys.signIn(this.api.state.keys.of(key, this.dcId), account, 1);
    return key;
  }

  /** An auth key with which nobody is signed in. */
  freshKey(): bigint {
    return ++this.#lastKey;
  }

  /** Asks, and makes sure that the answer is of the type the schema declares. */
  async ask<Result = TlObject>(
    authKeyId: bigint,
    request: TlObject,
    takeoutId: bigint | null = null,
  ): Promise<Result> {
    const call = { request, dcId: this.dcId, authKeyId, takeoutId, initConnection: null };
    const answer: TlValue = await this.api.answer(call);
    encodeResult(telegramSchema().schema, request, answer);
    return answer as Result;
  }

  /** The error a request is refused with; "ok" when it is not. */
  async refusal(
    authKeyId: bigint,
    request: TlObject,
    takeoutId: bigint | null = null,
  ): Promise<string> {
    try {
      await this.ask(authKeyId, request, takeoutId);
      return "ok";
    } catch (error) {
      if (error instanceof RpcFailure) return `${error.code} ${error.message}`;
      throw error;
    }
  }

  /** How this key names a chat. */
  inputPeer(authKeyId: bigint, chatKey: string): TlObject {
    const chat = this.world.chat(chatKey);
    const account = this.api.state.keys.find(authKeyId)?.account;
    if (account == null) throw new Error("Nobody is signed in with this key.");
    const access_hash = this.world.accessHash(account, chat.peer);
    if (chat.kind === "group") return { _: "inputPeerChat", chat_id: BigInt(chat.id) };
    return chat.kind === "private"
      ? { _: "inputPeerUser", user_id: BigInt(chat.id), access_hash }
      : { _: "inputPeerChannel", channel_id: BigInt(chat.id), access_hash };
  }

  inputChannel(authKeyId: bigint, chatKey: string): TlObject {
    return { ...this.inputPeer(authKeyId, chatKey), _: "inputChannel" };
  }
}

/** `messages.getHistory` with what is left out being zero. */
export function getHistory(
  peer: TlObject,
  fields: Partial<
    Record<"offset_id" | "offset_date" | "add_offset" | "limit" | "max_id" | "min_id", number>
  > & { readonly hash?: bigint } = {},
): TlObject {
  return {
    _: "messages.getHistory",
    peer,
    offset_id: 0,
    offset_date: 0,
    add_offset: 0,
    limit: 100,
    max_id: 0,
    min_id: 0,
    hash: 0n,
    ...fields,
  };
}

/** The ids of an answer's messages, in its order. */
export function idsOf(answer: TlObject): number[] {
  return (answer.messages as readonly TlObject[]).map((message) => message.id as number);
}
