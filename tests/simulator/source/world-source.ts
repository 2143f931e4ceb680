import type { AccountId } from "../../../packages/core/src/domain/account.ts";
import type { ObservedMessage } from "../../../packages/core/src/domain/message.ts";
import type { SourceCall } from "../../../packages/core/src/domain/source-failures.ts";
import { FloodWait, SourceUnavailable } from "../../../packages/core/src/domain/source-failures.ts";
import type {
  ChannelAccess,
  ChannelReference,
  DialogPage,
  DialogPlace,
  FoundChannel,
} from "../../../packages/core/src/domain/target.ts";
import type {
  HistoryAnswer,
  HistoryRequest,
  MessageSource,
  MessagesAnswer,
} from "../../../packages/core/src/ports/message-source.ts";
import { amount } from "../faults/fault-plan.ts";
import type { FaultEffect } from "../faults/fault-rule.ts";
import { mutateChat } from "../faults/mutate-chat.ts";
import type { Account } from "../world/account.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { answerHistory } from "./answer-history.ts";
import { describeChat, findChat, visibleChat } from "./find-chat.ts";
import { observeMessage } from "./observe-message.ts";
import type { WorldServer } from "./world-server.ts";
import { WorldUpdates } from "./world-updates.ts";

export type { GivenAnswer, WorldServer } from "./world-server.ts";

/**
 * A MessageSource without a wire: one account's view of a world, with the faults of a plan and the
 * flood limits of a limiter. Faults are matched by the account's key, the call as method, and the
 * chat. It gives ids as the chat counts them, also for basic groups. What it does depends on the
 * seeds and on the order of the calls alone.
 */
export class WorldSource implements MessageSource {
  readonly accountId: AccountId;
  readonly updates: WorldUpdates;
  readonly #server: WorldServer;
  readonly #account: Account;
  readonly #closing = new AbortController();
  #underWay = 0;
  #most = 0;

  constructor(server: WorldServer, accountKey: string) {
    this.#server = server;
    this.#account = server.world.account(accountKey);
    this.accountId = this.#account.userId;
    this.updates = new WorldUpdates({
      ...{ server, account: this.#account, closed: this.closed },
      find: ({ channelId }) => visibleChat(server.world, this.#account, channelId),
      call: (chat, signal, answer) => this.#call("updates", chat, signal, answer),
      show: (chat, ids) => this.#show(chat, ids),
    });
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** The most requests that were ever under way at the same time. */
  get mostAtOnce(): number {
    return this.#most;
  }

  resolve(reference: ChannelReference, signal: AbortSignal): Promise<FoundChannel> {
    const { world } = this.#server;
    return this.#call("resolve", null, signal, () =>
      describeChat(world, this.#account, findChat(world, this.#account, reference)),
    );
  }

  async look({ channelId }: ChannelAccess, signal: AbortSignal): Promise<FoundChannel> {
    const { world } = this.#server;
    const chat = visibleChat(world, this.#account, channelId);
    return await this.#call("look", chat, signal, () => describeChat(world, this.#account, chat));
  }

  async dialogs(_place: DialogPlace | null, signal: AbortSignal): Promise<DialogPage> {
    const { world } = this.#server;
    const chats = await this.#call("dialogs", null, signal, () =>
      world.chats.filter((chat) => world.access(this.#account, chat) === "member"),
    );
    const found = chats.map((chat) => describeChat(world, this.#account, chat));
    return { dialogs: found.map((one) => ({ found: one, isArchived: false })), next: null };
  }

  async history(request: HistoryRequest, signal: AbortSignal): Promise<HistoryAnswer> {
    const { access, start, limit } = request;
    const { world, onAnswer } = this.#server;
    const chat = visibleChat(world, this.#account, access.channelId);
    const given = await this.#call("history", chat, signal, (effects) => {
      const answered = answerHistory(chat.history, start, limit, effects);
      const messages = this.#show(chat, answered.ids);
      const total = chat.history.count;
      for (const effect of effects) {
        if (effect.kind === "mutate") mutateChat(world, chat, answered.ids, effect);
      }
      return { ...answered, messages, total };
    });
    const { ids, examined, messages, total } = given;
    onAnswer?.({ chat, ids, examined });
    const [least, greatest] = [ids[0], ids.at(-1)];
    const isEmpty = least === undefined || greatest === undefined;
    return { messages, quarantined: [], ids: isEmpty ? null : { least, greatest }, total };
  }

  async messages(
    { channelId }: ChannelAccess,
    ids: readonly number[],
    signal: AbortSignal,
  ): Promise<MessagesAnswer> {
    const chat = visibleChat(this.#server.world, this.#account, channelId);
    return await this.#call("messages", chat, signal, () => ({
      messages: this.#show(
        chat,
        ids.filter((id) => chat.history.exists(id)),
      ),
      quarantined: [],
      absent: ids.filter((id) => !chat.history.exists(id)),
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new SourceUnavailable("The connection was closed."));
  }

  #show(chat: WorldChat, ids: readonly number[]): ObservedMessage[] {
    for (const id of ids) this.#server.world.served.mark(chat, id);
    return ids.flatMap((id) => observeMessage(chat, id) ?? []);
  }

  async #call<Answer>(
    call: SourceCall,
    chat: WorldChat | null,
    signal: AbortSignal,
    answer: (effects: readonly FaultEffect[]) => Answer,
  ): Promise<Answer> {
    signal.throwIfAborted();
    this.closed.throwIfAborted();
    this.#most = Math.max(this.#most, ++this.#underWay);
    try {
      return await this.#answer(call, chat, AbortSignal.any([signal, this.closed]), answer);
    } finally {
      this.#underWay--;
    }
  }

  async #answer<Answer>(
    call: SourceCall,
    chat: WorldChat | null,
    signal: AbortSignal,
    answer: (effects: readonly FaultEffect[]) => Answer,
  ): Promise<Answer> {
    const { clock, plan, limiter, random } = this.#server;
    const { key } = this.#account;
    await clock.sleep(random.between(10, 200), signal);
    const wait = limiter.admit(key, call);
    if (wait > 0) throw new FloodWait(call, wait);
    const named = { account: key, method: call, chat: chat?.key ?? null, dc: null };
    const effects = plan.effectsOn({ ...named, at: clock.now() });
    for (const effect of effects) {
      if (effect.kind === "error") throw new SourceUnavailable(`Telegram failed: ${effect.code}.`);
      if (effect.kind === "delay") await clock.sleep(amount(effect.ms), signal);
      if (effect.kind === "floodWait") {
        const seconds = amount(effect.seconds);
        limiter.tellToWait(key, call, seconds);
        throw new FloodWait(call, seconds);
      }
      if (effect.kind === "halfOpen") {
        this.#closing.abort(new SourceUnavailable("The connection is lost."));
        this.closed.throwIfAborted();
      }
    }
    if (effects.some(({ kind }) => kind === "disconnect")) {
      throw new SourceUnavailable("The answer was lost.");
    }
    const given = answer(effects);
    await clock.sleep(random.between(10, 200), signal);
    return given;
  }
}
