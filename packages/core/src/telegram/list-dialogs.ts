import type { AccountId } from "../domain/account.ts";
import type { FoundChannel } from "../domain/target.ts";
import type { Ask } from "./ask.ts";
import { foundChat, NO_DETAILS } from "./found-channel.ts";
import { inputPeer } from "./input-peer.ts";
import { Api, returnBigInt } from "./library.ts";
import { readPeer, tryMark } from "./normalise-peer.ts";

const MOST_AT_ONCE = 100;
/** The usual list, and the archived chats (https://core.telegram.org/api/folders#peer-folders). */
const FOLDERS = [0, 1];

/** The channels and groups of the account, in its own order, archived ones last. */
export async function* listDialogs(
  ask: Ask,
  accountId: AccountId,
  signal: AbortSignal,
): AsyncGenerator<FoundChannel> {
  const seen = new Set<number | null>();
  for (const folderId of FOLDERS) {
    let offset = { date: 0, id: 0, peer: new Api.InputPeerEmpty() as Api.TypeInputPeer };
    for (;;) {
      const request = new Api.messages.GetDialogs({
        folderId,
        excludePinned: offset.id !== 0,
        offsetDate: offset.date,
        offsetId: offset.id,
        offsetPeer: offset.peer,
        limit: MOST_AT_ONCE,
        hash: returnBigInt(0),
      });
      const page = await ask(request, "dialogs", signal);
      if (page instanceof Api.messages.DialogsNotModified) break;
      const before = seen.size;
      for (const dialog of page.dialogs) {
        const id = readPeer(dialog.peer);
        const found = seen.has(id) ? null : channelOf(dialog, page, accountId);
        seen.add(id);
        if (found !== null) yield found;
      }
      const next = endOf(page, accountId);
      // A page that brings nothing new would be followed by others like it, for ever.
      const isLast = page instanceof Api.messages.Dialogs || seen.size === before;
      if (isLast || next === null) break;
      offset = next;
    }
  }
}

type DialogsPage = Api.messages.Dialogs | Api.messages.DialogsSlice;

function channelOf(
  dialog: Api.TypeDialog,
  page: DialogsPage,
  accountId: AccountId,
): FoundChannel | null {
  const id = readPeer(dialog.peer);
  const chat = page.chats.find((one) => markChat(one) === id);
  if (!(dialog instanceof Api.Dialog) || chat === undefined) return null;
  const topMessageId = dialog.topMessage > 0 ? dialog.topMessage : null;
  return foundChat(chat, accountId, { ...NO_DETAILS, topMessageId });
}

/** Where the next page begins: at the last dialog that has a message; null when there is none. */
function endOf(page: DialogsPage, accountId: AccountId) {
  for (const dialog of page.dialogs.toReversed()) {
    if (!(dialog instanceof Api.Dialog) || dialog.pinned) continue;
    const id = readPeer(dialog.peer);
    const top = page.messages.find(
      (message) =>
        message.id === dialog.topMessage &&
        !(message instanceof Api.MessageEmpty) &&
        readPeer(message.peerId) === id,
    );
    const peer = peerOf(page, id, accountId);
    if (top instanceof Api.MessageEmpty || top?.date === undefined || peer === null) continue;
    return { date: top.date, id: top.id, peer };
  }
  return null;
}

function peerOf(page: DialogsPage, id: number | null, accountId: AccountId) {
  if (id === null) return null;
  const chat = page.chats.find((one) => markChat(one) === id);
  const user = page.users.find((one) => tryMark("user", one.id) === id);
  const holder = chat ?? user;
  const hash = holder !== undefined && "accessHash" in holder ? holder.accessHash : null;
  if (holder === undefined) return null;
  try {
    return inputPeer({ accountId, channelId: id, accessHash: hash?.toString() ?? null });
  } catch {
    return null;
  }
}

function markChat(chat: Api.TypeChat): number | null {
  const isGroup = chat instanceof Api.Chat || chat instanceof Api.ChatForbidden;
  return tryMark(isGroup ? "group" : "channel", chat.id);
}
