import type { Api } from "../api/api.ts";
import { messageOrigin } from "../api/message-object.ts";
import { type LoggedRequest, type RequestLog, summarise } from "../api/request-log.ts";
import { RpcFailure } from "../api/rpc-failure.ts";
import type { Answer, Call, Handled, WireFault } from "../mtproto/contract.ts";
import type { TlObject, TlValue } from "../tl/value.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { distortPage, messagesOf } from "./distort-page.ts";
import { amount, type FaultPlan } from "./fault-plan.ts";
import type { FaultEffect } from "./fault-rule.ts";
import type { FloodLimiter } from "./flood-limiter.ts";
import { markServed } from "./mark-served.ts";
import { mutateChat } from "./mutate-chat.ts";

export interface FaultyApiOptions {
  readonly api: Api;
  readonly plan: FaultPlan;
  readonly limiter: FloodLimiter;
  readonly log: RequestLog;
  /** Sets the server's clock so many seconds ahead. */
  readonly skewClock: (seconds: number) => void;
}

/** The API as clients meet it: with flood limits, and with whatever the plan lets go wrong. */
export class FaultyApi {
  readonly #options: FaultyApiOptions;
  /** The last answer by account, method and chat, for pages that come again. */
  readonly #last = new Map<string, TlValue>();

  constructor(options: FaultyApiOptions) {
    this.#options = options;
  }

  async handle(call: Call): Promise<Handled> {
    const { api, plan, log } = this.#options;
    const { world } = api.state;
    const method = call.request._;
    const account = api.accountKey(call.authKeyId);
    const chat = namedChat(api, call.request);
    const at = world.now();
    const { callId, authKeyId, dcId, connectionId } = call;
    const logged: LoggedRequest = {
      ...{ callId, method, account, authKeyId, dcId, connectionId, at, outcome: null },
      params: summarise(call.request),
      takeout: call.takeoutId !== null,
    };
    log.add(logged);

    const effects = plan.effectsOn({ account, method, chat: chat?.key ?? null, dc: dcId, at });
    const fault = wireFault(effects);
    const answer = await this.#answer(call, chat, effects);
    const lost = answer.type === "silence" || loses(fault);
    logged.outcome = outcome(answer, effects);
    if (answer.type === "result" && !lost) markServed(world, answer.value);
    if (answer.type === "result" && chat !== null) this.#mutate(chat, answer.value, effects);
    return fault === undefined ? { answer } : { answer, fault };
  }

  async #answer(
    call: Call,
    chat: WorldChat | null,
    effects: readonly FaultEffect[],
  ): Promise<Answer> {
    const { api, limiter } = this.#options;
    const method = call.request._;
    const who = api.accountKey(call.authKeyId) ?? `key ${call.authKeyId}`;
    const wait = limiter.admit(who, method);
    if (wait > 0) return failed(420, `FLOOD_WAIT_${wait}`);

    for (const effect of effects) {
      if (effect.kind === "error") return failed(effect.code, effect.message);
      if (effect.kind === "silence" || effect.kind === "unknownConstructor") {
        return { type: effect.kind };
      }
      if (effect.kind === "floodWait") {
        const seconds = amount(effect.seconds);
        const { name = "FLOOD_WAIT" } = effect;
        if (name !== "TAKEOUT_INIT_DELAY") limiter.tellToWait(who, method, seconds);
        return failed(420, `${name}_${seconds}`);
      }
      if (effect.kind === "expireReferences") api.state.references.expireAll();
      if (effect.kind === "clockSkew") this.#options.skewClock(amount(effect.seconds));
    }
    try {
      return { type: "result", value: await this.#page(call, chat, effects) };
    } catch (error) {
      if (error instanceof RpcFailure) return failed(error.code, error.message);
      throw error;
    }
  }

  async #page(
    call: Call,
    chat: WorldChat | null,
    effects: readonly FaultEffect[],
  ): Promise<TlValue> {
    const { api } = this.#options;
    const name = `${call.authKeyId} ${call.request._} ${chat?.key}`;
    const last = this.#last.get(name);
    if (last !== undefined && effects.some(({ kind }) => kind === "repeatPage")) return last;
    let value = await api.answer({ ...call, request: bentRequest(call.request, chat, effects) });
    for (const effect of effects) value = distortPage(value, effect, api.state.world.seed);
    if (chat !== null && messagesOf(value) !== null) this.#last.set(name, value);
    return value;
  }

  #mutate(chat: WorldChat, value: TlValue, effects: readonly FaultEffect[]): void {
    const { world } = this.#options.api.state;
    const ids = (messagesOf(value) ?? []).flatMap((message) => messageOrigin(message)?.id ?? []);
    for (const effect of effects) {
      if (effect.kind === "mutate") mutateChat(world, chat, ids, effect);
    }
  }
}

function failed(code: number, message: string): Answer {
  return { type: "error", code, message };
}

/** The chat a request is about, by its peer or channel. */
function namedChat(api: Api, request: TlObject): WorldChat | null {
  const peer = (request.peer ?? request.channel) as TlObject | undefined;
  const { world } = api.state;
  if (typeof peer?.channel_id === "bigint") {
    return world.chatOf({ kind: "channel", id: Number(peer.channel_id) });
  }
  if (typeof peer?.chat_id === "bigint") {
    return world.chatOf({ kind: "group", id: Number(peer.chat_id) });
  }
  return null;
}

/** The request as a server answers it that takes offsets less exactly than it should. */
function bentRequest(
  request: TlObject,
  chat: WorldChat | null,
  effects: readonly FaultEffect[],
): TlObject {
  const { offset_id: offset, add_offset: added } = request;
  if (typeof offset !== "number" || offset <= 0 || typeof added !== "number") return request;
  for (const effect of effects) {
    if (effect.kind === "overlap") {
      return { ...request, offset_id: Math.min(2 ** 31 - 1, offset + amount(effect.ids)) };
    }
    if (effect.kind === "fillWindow" && added < 0 && chat !== null) {
      return { ...request, add_offset: -chat.history.from(offset).take(-added).toArray().length };
    }
  }
  return request;
}

function wireFault(effects: readonly FaultEffect[]): WireFault | undefined {
  let fault: WireFault | undefined;
  for (const effect of effects) {
    switch (effect.kind) {
      case "disconnect":
        fault = { ...fault, disconnect: effect.when };
        break;
      case "halfOpen":
        fault = { ...fault, halfOpen: true };
        break;
      case "delay":
        fault = { ...fault, delayMs: amount(effect.ms) };
        break;
      case "duplicateAnswer":
        fault = { ...fault, duplicateAnswer: true };
        break;
      case "badSalt":
        fault = { ...fault, badSalt: true };
        break;
      case "transportError":
        fault = { ...fault, transportError: effect.code };
        break;
      default:
        break;
    }
  }
  return fault;
}

/** Whether the client certainly does not get the answer. */
function loses(fault: WireFault | undefined): boolean {
  if (fault === undefined) return false;
  const { disconnect, halfOpen, badSalt, transportError } = fault;
  const cut = disconnect === "before" || disconnect === "in";
  return cut || halfOpen === true || badSalt === true || transportError !== undefined;
}

function outcome(answer: Answer, effects: readonly FaultEffect[]): string {
  const by = effects.length === 0 ? "" : ` (${effects.map(({ kind }) => kind).join(", ")})`;
  if (answer.type === "error") return `${answer.code} ${answer.message}${by}`;
  return `${answer.type === "result" ? "ok" : answer.type}${by}`;
}
