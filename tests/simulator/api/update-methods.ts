import type { TlObject } from "../tl/value.ts";
import type { LogEntry } from "../world/pts-log.ts";
import type { WorldChat } from "../world/world-chat.ts";
import { type AskedBy, apiSeconds, type MemberHandler } from "./api-state.ts";
import { dialogObject, dialogOf } from "./dialog-methods.ts";
import { Gathered } from "./gathered.ts";
import { type MissedUpdates, missedUpdates } from "./log-updates.ts";
import { messageObject } from "./message-object.ts";
import { resolveChannel } from "./resolve-peer.ts";
import { badRequest } from "./rpc-failure.ts";

/** Seconds after which a client should ask for a channel's difference again. */
const POLL_AGAIN = 30;
const SLICE = 100;
const SHOWN_WHEN_TOO_LONG = 20;

/** Where the logs stand, and what was missed (https://core.telegram.org/api/updates). */
export const updateMethods: Readonly<Record<string, MemberHandler>> = {
  "updates.getState": (asked) => stateObject(asked, asked.view.account.mailbox.pts),

  "updates.getDifference": (asked) => {
    const { view, params, api } = asked;
    const { mailbox } = view.account;
    const pts = params.int("pts");
    if (pts < mailbox.start) {
      return pts <= 0
        ? refuse("PERSISTENT_TIMESTAMP_EMPTY")
        : { _: "updates.differenceTooLong", pts: mailbox.pts };
    }
    if (pts > mailbox.pts) return refuse("PERSISTENT_TIMESTAMP_INVALID");
    const changed = changedChannels(asked, params.int("date"));
    const entries = mailbox.after(pts);
    if (entries.length === 0 && changed.length === 0) {
      return { _: "updates.differenceEmpty", date: apiSeconds(api), seq: 0 };
    }
    const gathered = new Gathered(view);
    const slice = entries.slice(0, Math.min(SLICE, params.optionalInt("pts_limit") ?? SLICE));
    const { messages, updates } = missedUpdates(view, slice, gathered);
    const whole = slice.length === entries.length;
    const state = stateObject(asked, slice.at(-1)?.pts ?? pts);
    return {
      _: whole ? "updates.difference" : "updates.differenceSlice",
      new_messages: messages,
      new_encrypted_messages: [],
      other_updates: [...updates, ...(whole ? changed.map(tooLongUpdate) : [])],
      ...gathered.lists(),
      ...(whole ? { state } : { intermediate_state: state }),
    };
  },

  "updates.getChannelDifference": (asked) => {
    const { view, params, api } = asked;
    const chat = resolveChannel(view, params.object("channel"));
    const pts = params.int("pts");
    if (pts <= 0) return refuse("PERSISTENT_TIMESTAMP_EMPTY");
    if (pts > chat.log.pts) return refuse("PERSISTENT_TIMESTAMP_INVALID");
    const behind = chat.log.pts - pts;
    if (pts < chat.log.start || behind > api.differenceTooLongAfter) return tooLong(asked, chat);
    if (behind === 0) {
      return {
        _: "updates.channelDifferenceEmpty",
        final: true,
        pts,
        timeout: POLL_AGAIN,
      };
    }
    const limit = Math.min(SLICE, Math.max(1, params.int("limit")));
    return difference(asked, chat, chat.log.after(pts), limit);
  },
};

function difference(
  { view }: AskedBy,
  chat: WorldChat,
  entries: readonly LogEntry[],
  limit: number,
): TlObject {
  const gathered = new Gathered(view);
  gathered.add(chat.peer);
  const slice = entries.slice(0, limit);
  const { messages, updates }: MissedUpdates = missedUpdates(view, slice, gathered);
  const final = slice.length === entries.length;
  return {
    _: "updates.channelDifference",
    final,
    pts: slice.at(-1)?.pts ?? chat.log.pts,
    timeout: final ? POLL_AGAIN : undefined,
    new_messages: messages,
    other_updates: updates,
    ...gathered.lists(),
  };
}

/** The client has to read the history again; it gets the newest messages to begin with. */
function tooLong({ view }: AskedBy, chat: WorldChat): TlObject {
  const gathered = new Gathered(view);
  gathered.add(chat.peer);
  const messages: TlObject[] = [];
  for (const id of chat.history.below(Number.POSITIVE_INFINITY)) {
    if (messages.push(messageObject(view, chat, id, gathered)) >= SHOWN_WHEN_TOO_LONG) break;
  }
  return {
    _: "updates.channelDifferenceTooLong",
    final: true,
    timeout: POLL_AGAIN,
    dialog: dialogObject(dialogOf(view, chat)),
    messages,
    ...gathered.lists(),
  };
}

function stateObject({ api }: AskedBy, pts: number): TlObject {
  return { _: "updates.state", pts, qts: 0, date: apiSeconds(api), seq: 0, unread_count: 0 };
}

/** The account's channels in which something happened since this second. */
function changedChannels({ view }: AskedBy, since: number): WorldChat[] {
  return view.world.chats.filter(
    (chat) =>
      chat.isChannel &&
      chat.log.changedAt >= since * 1000 &&
      chat.log.pts > chat.log.start &&
      view.world.access(view.account, chat) === "member",
  );
}

function tooLongUpdate(chat: WorldChat): TlObject {
  return { _: "updateChannelTooLong", channel_id: BigInt(chat.id), pts: chat.log.pts };
}

function refuse(name: string): never {
  throw badRequest(name);
}
