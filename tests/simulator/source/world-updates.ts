import type { ObservedMessage } from "../../../packages/core/src/domain/message.ts";
import type { ChannelAccess } from "../../../packages/core/src/domain/target.ts";
import type {
  Change,
  Difference,
  Push,
  UpdatePosition,
  UpdateSource,
} from "../../../packages/core/src/ports/update-source.ts";
import type { Account } from "../world/account.ts";
import type { LogEntry, PtsLog } from "../world/pts-log.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { markedId } from "./observe-message.ts";
import type { WorldServer } from "./world-server.ts";

const SLICE = 100;

/** What a source lends to its updates. */
export interface UpdatesParts {
  readonly server: WorldServer;
  readonly account: Account;
  readonly closed: AbortSignal;
  readonly find: (access: ChannelAccess) => WorldChat;
  /** Answers after a while, or fails, as the server's plan has it. */
  readonly call: <Answer>(
    chat: WorldChat,
    signal: AbortSignal,
    answer: () => Answer,
  ) => Promise<Answer>;
  /** Messages as they are at this moment, which leave the server with it. */
  readonly show: (chat: WorldChat, ids: readonly number[]) => ObservedMessage[];
}

/**
 * News of a world without a wire. Pushes take their time, so that they overtake each other; by the
 * plan they are dropped, doubled or replaced by a "too long". Ids are as the chat counts them, also
 * those of groups.
 */
export class WorldUpdates implements UpdateSource {
  readonly #parts: UpdatesParts;

  constructor(parts: UpdatesParts) {
    this.#parts = parts;
  }

  listen(channelId: number, listener: (push: Push) => void): () => void {
    const { server, account, closed } = this.#parts;
    let isOver = false;
    const stop = server.world.listen((event) => {
      if (event.kind !== "channelLog" && event.kind !== "mailboxLog") return;
      if (event.kind === "mailboxLog" && event.account !== account) return;
      const { chat, entry } = event;
      const isIt = markedId(chat.peer) === channelId;
      const isNear = event.kind === "mailboxLog" && channelId > -1_000_000_000_000;
      if (!chat.members.has(account.key) || !(isIt || isNear)) return;
      for (const push of this.#pushesOf(chat, entry, isIt)) {
        void server.clock.sleep(server.random.between(5, 900), closed).then(
          () => isOver || listener(push),
          () => {},
        );
      }
    });
    return () => {
      isOver = true;
      stop();
    };
  }

  async position(access: ChannelAccess, signal: AbortSignal): Promise<UpdatePosition> {
    const chat = this.#parts.find(access);
    return await this.#parts.call(chat, signal, () => this.#now(this.#logOf(chat)));
  }

  async difference(
    access: ChannelAccess,
    { pts }: UpdatePosition,
    signal: AbortSignal,
  ): Promise<Difference> {
    const { server } = this.#parts;
    const chat = this.#parts.find(access);
    return await this.#parts.call(chat, signal, (): Difference => {
      const log = this.#logOf(chat);
      const entries = log.after(pts);
      const isTooMuch = entries.length > (server.differenceTooLongAfter ?? Infinity);
      if (pts < log.start || isTooMuch) return "too_long";
      const slice = entries.slice(0, SLICE);
      return {
        changes: this.#missed(chat, slice),
        position: { pts: slice.at(-1)?.pts ?? pts, date: this.#now(log).date },
        isLast: slice.length === entries.length,
      };
    });
  }

  #pushesOf(chat: WorldChat, entry: LogEntry, isIt: boolean): Push[] {
    const { server, account } = this.#parts;
    const { plan, world } = server;
    const named = { account: account.key, method: "push", chat: chat.key, dc: null };
    const changes = isIt ? this.#changeOf(chat, entry) : [];
    const push: Push = { from: entry.pts - entry.count, to: entry.pts, changes };
    switch (plan.effectOnPush({ ...named, at: world.now() })?.kind) {
      case "dropPush":
        return [];
      case "duplicatePush":
        return [push, push];
      case "updatesTooLong":
      case "channelTooLong":
        return ["missed"];
      default:
        return [push];
    }
  }

  /** A message both posted and deleted in the stretch is never shown; all are as they are now. */
  #missed(chat: WorldChat, entries: readonly LogEntry[]): Change[] {
    const own = entries.filter((entry) => entry.chat === chat.key);
    const fresh = new Set(own.filter(({ kind }) => kind === "new").map(({ ids }) => ids[0]));
    const news = own.filter(({ kind }) => kind === "new");
    const others = own.filter(
      ({ kind, ids }) => kind === "delete" || (kind === "edit" && !fresh.has(ids[0])),
    );
    return [...news, ...others].flatMap((entry) => this.#changeOf(chat, entry));
  }

  #changeOf(chat: WorldChat, { kind, ids }: LogEntry): Change[] {
    if (kind === "delete") return [{ type: "deleted", ids }];
    if (kind === "pin") return [];
    return this.#parts.show(chat, ids).map((message) => ({
      ...{ type: "seen", id: message.id, isNew: kind === "new" },
      ...{ message, quarantined: null },
    }));
  }

  #logOf(chat: WorldChat): PtsLog {
    return chat.isChannel ? chat.log : this.#parts.account.mailbox;
  }

  #now(log: PtsLog): UpdatePosition {
    return { pts: log.pts, date: Math.floor(this.#parts.server.world.now() / 1000) };
  }
}
