import type { TlObject } from "../tl/value.ts";
import type { WorldChat } from "../world/world-chat.ts";
import type { MemberHandler } from "./api-state.ts";
import { Gathered } from "./gathered.ts";
import { messageObject } from "./message-object.ts";
import { peerObject } from "./peer-object.ts";
import { type View, visibleId } from "./view.ts";

/** One line of the chat list. */
interface Dialog {
  readonly chat: WorldChat;
  /** The newest message as the chat counts, and as the account knows it. */
  readonly top: number;
  readonly topId: number;
  readonly date: number;
  readonly pinned: boolean;
  readonly archived: boolean;
}

/** The chat list, page by page (https://core.telegram.org/api/folders, …/api/offsets). */
export const dialogMethods: Readonly<Record<string, MemberHandler>> = {
  "messages.getDialogs": ({ view, params }) => {
    const folder = params.optionalInt("folder_id");
    const all = dialogsOf(view).filter(
      (dialog) => folder === undefined || (folder === 1) === dialog.archived,
    );
    const [offsetDate, offsetId] = [params.int("offset_date"), params.int("offset_id")];
    const started = offsetDate > 0 || offsetId > 0;
    const offsetPeer = bareId(params.object("offset_peer"));
    // Pinned ones come on top of the first page: they are out of order and no page can begin there.
    const withPinned = !started && !params.flag("exclude_pinned");
    const pinned = all.filter((dialog) => dialog.pinned && withPinned);
    const others = all.filter(
      (dialog) => !dialog.pinned && (!started || isAfter(dialog, offsetDate, offsetId, offsetPeer)),
    );
    const limit = Math.min(100, Math.max(1, params.int("limit")));
    const page = [...pinned, ...others.slice(0, limit)];
    const gathered = new Gathered(view);
    const body = {
      dialogs: page.map((dialog) => dialogObject(dialog)),
      messages: page.map(({ chat, top }) => messageObject(view, chat, top, gathered)),
    };
    for (const { chat } of page) gathered.add(chat.peer);
    const answer = { ...body, ...gathered.lists() };
    return !started && page.length === all.length
      ? { _: "messages.dialogs", ...answer }
      : { _: "messages.dialogsSlice", count: all.length, ...answer };
  },
};

/** A dialog's object; also for `updates.channelDifferenceTooLong`. */
export function dialogObject(dialog: Dialog): TlObject {
  const { chat, topId, pinned, archived } = dialog;
  return {
    _: "dialog",
    pinned,
    peer: peerObject(chat.peer),
    top_message: topId,
    read_inbox_max_id: topId,
    read_outbox_max_id: topId,
    unread_count: 0,
    unread_mentions_count: 0,
    unread_reactions_count: 0,
    notify_settings: { _: "peerNotifySettings" },
    pts: chat.isChannel ? chat.log.pts : undefined,
    folder_id: archived ? 1 : undefined,
  };
}

export function dialogOf(view: View, chat: WorldChat): Dialog {
  const { archivedBy = [], pinnedBy = [] } = chat.base.spec;
  const { top } = chat.history;
  return {
    chat,
    top,
    topId: top === 0 ? 0 : visibleId(view, chat, top),
    date: top === 0 ? chat.base.spec.startsAt : chat.history.dateOf(top),
    pinned: pinnedBy.includes(view.account.key),
    archived: archivedBy.includes(view.account.key),
  };
}

/** Pinned ones first, then by the date of the newest message, newest first. */
function dialogsOf(view: View): Dialog[] {
  return view.world.chats
    .filter((chat) => view.world.access(view.account, chat) === "member")
    .filter((chat) => chat.base.migratedTo === null && chat.history.top > 0)
    .map((chat) => dialogOf(view, chat))
    .toSorted(
      (one, other) =>
        Number(other.pinned) - Number(one.pinned) ||
        other.date - one.date ||
        other.topId - one.topId ||
        one.chat.id - other.chat.id,
    );
}

/** Whether the dialog comes after the one that ended the last page. */
function isAfter(dialog: Dialog, date: number, id: number, peer: number): boolean {
  if (date > 0 && dialog.date !== date) return dialog.date < date;
  if (dialog.topId !== id) return dialog.topId < id;
  return dialog.chat.id > peer;
}

function bareId(peer: TlObject): number {
  const id = peer.channel_id ?? peer.chat_id ?? peer.user_id;
  return typeof id === "bigint" ? Number(id) : 0;
}
