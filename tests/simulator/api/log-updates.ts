import type { TlObject } from "../tl/value.ts";
import type { LogEntry } from "../world/pts-log.ts";
import type { WorldChat } from "../world/world-chat.ts";
import type { Gathered } from "./gathered.ts";
import { messageObject } from "./message-object.ts";
import { peerObject } from "./peer-object.ts";
import { type View, visibleId } from "./view.ts";

/** The update that tells one entry of a log; messages are shown as they are now. */
export function entryUpdate(
  view: View,
  chat: WorldChat,
  entry: LogEntry,
  gathered: Gathered,
): TlObject {
  const { pts, count: pts_count } = entry;
  const ids = entry.ids.map((id) => visibleId(view, chat, id));
  const [first = 0] = entry.ids;
  gathered.add(chat.peer);
  const channel = chat.isChannel ? { channel_id: BigInt(chat.id) } : {};
  switch (entry.kind) {
    case "new":
    case "edit": {
      const message = messageObject(view, chat, first, gathered);
      const name = entry.kind === "new" ? "New" : "Edit";
      const _ = chat.isChannel ? `update${name}ChannelMessage` : `update${name}Message`;
      return { _, message, pts, pts_count };
    }
    case "delete":
      return {
        _: chat.isChannel ? "updateDeleteChannelMessages" : "updateDeleteMessages",
        ...channel,
        messages: ids,
        pts,
        pts_count,
      };
    case "pin":
      return {
        _: chat.isChannel ? "updatePinnedChannelMessages" : "updatePinnedMessages",
        pinned: entry.pinned,
        ...(chat.isChannel ? channel : { peer: peerObject(chat.peer) }),
        messages: ids,
        pts,
        pts_count,
      };
  }
}

/** What a stretch of a log amounts to for a client that missed it. */
export interface MissedUpdates {
  readonly messages: TlObject[];
  readonly updates: TlObject[];
}

/**
 * New messages that still exist, as they are now, and the updates about older ones. A message both
 * posted and deleted in the stretch is never shown.
 */
export function missedUpdates(
  view: View,
  entries: readonly LogEntry[],
  gathered: Gathered,
): MissedUpdates {
  const messages: TlObject[] = [];
  const updates: TlObject[] = [];
  const fresh = new Set<string>();
  for (const entry of entries) {
    const chat = view.world.chat(entry.chat);
    const [id = 0] = entry.ids;
    const name = `${chat.key} ${id}`;
    if (entry.kind === "new") {
      fresh.add(name);
      if (chat.history.exists(id)) messages.push(messageObject(view, chat, id, gathered));
    } else if (entry.kind !== "edit" || (!fresh.has(name) && chat.history.exists(id))) {
      updates.push(entryUpdate(view, chat, entry, gathered));
    }
  }
  return { messages, updates };
}
