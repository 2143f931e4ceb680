import type { AccountId } from "../domain/account.ts";
import type {
  ChannelAccess,
  Dialog,
  DialogPage,
  DialogPlace,
  FoundChannel,
} from "../domain/target.ts";
import type { Ask } from "./ask.ts";
import { foundChat, foundUser } from "./found-channel.ts";
import { inputPeer } from "./input-peer.ts";
import { Api, returnBigInt } from "./library.ts";
import { readPeer, tryMark } from "./normalise-peer.ts";

const MOST_AT_ONCE = 100;
/** The usual list, and the archived chats (https://core.telegram.org/api/folders#peer-folders). */
const FOLDERS = [0, 1];
/** Pages in a row without a new chat after which the server is taken to go round in circles. */
const MOST_BARREN = 10;

/** One page of the account's chat list: channels, groups and private chats. */
export async function readDialogs(
  ask: Ask,
  accountId: AccountId,
  place: DialogPlace | null,
  signal: AbortSignal,
): Promise<DialogPage> {
  const { folder, last } = place ?? { folder: FOLDERS[0]!, last: null };
  const request = new Api.messages.GetDialogs({
    folderId: folder,
    excludePinned: last !== null,
    offsetDate: last?.date ?? 0,
    offsetId: last?.messageId ?? 0,
    offsetPeer: last === null ? new Api.InputPeerEmpty() : inputPeer(last.access),
    limit: MOST_AT_ONCE,
    hash: returnBigInt(0),
  });
  const page = await ask(request, "dialogs", signal);
  if (page instanceof Api.messages.DialogsNotModified) return { dialogs: [], next: after(folder) };
  const dialogs = page.dialogs.flatMap((dialog): Dialog[] => {
    const found = foundIn(dialog, page, accountId);
    return found === null ? [] : [{ found, isArchived: folder === 1 }];
  });
  const end = page instanceof Api.messages.Dialogs ? null : endOf(page, accountId);
  // A page that ends where it began would be followed by others like it, for ever.
  const isStuck = end !== null && isSamePlace(end, last);
  return { dialogs, next: end === null || isStuck ? after(folder) : { folder, last: end } };
}

/** Every chat of the list, each once. */
export async function* listDialogs(
  ask: Ask,
  accountId: AccountId,
  signal: AbortSignal,
): AsyncGenerator<FoundChannel> {
  const seen = new Set<number>();
  let barren = 0;
  for (let place: DialogPlace | null = null; ; ) {
    const page: DialogPage = await readDialogs(ask, accountId, place, signal);
    const before = seen.size;
    for (const { found } of page.dialogs) {
      if (!seen.has(found.profile.id)) yield found;
      seen.add(found.profile.id);
    }
    barren = seen.size > before ? 0 : barren + 1;
    if (page.next === null || barren === MOST_BARREN) return;
    place = page.next;
  }
}

function after(folder: number): DialogPlace | null {
  const next = FOLDERS[FOLDERS.indexOf(folder) + 1];
  return next === undefined ? null : { folder: next, last: null };
}

type Page = Api.messages.Dialogs | Api.messages.DialogsSlice;
type Place = NonNullable<DialogPlace["last"]>;

function isSamePlace(end: Place, last: Place | null): boolean {
  return (
    last !== null &&
    end.date === last.date &&
    end.messageId === last.messageId &&
    end.access.channelId === last.access.channelId
  );
}

function foundIn(dialog: Api.TypeDialog, page: Page, accountId: AccountId): FoundChannel | null {
  if (!(dialog instanceof Api.Dialog)) return null;
  const found = foundPeer(readPeer(dialog.peer), page, accountId);
  return found && { ...found, topMessageId: dialog.topMessage > 0 ? dialog.topMessage : null };
}

function foundPeer(id: number | null, page: Page, accountId: AccountId): FoundChannel | null {
  if (id === null) return null;
  const chat = page.chats.find((one) => markChat(one) === id);
  if (chat !== undefined) return foundChat(chat, accountId);
  const user = page.users.find((one) => tryMark("user", one.id) === id);
  return user === undefined ? null : foundUser(user, accountId);
}

/** Where the next page begins: at the last dialog that has a message; null when there is none. */
function endOf(page: Page, accountId: AccountId): Place | null {
  for (const dialog of page.dialogs.toReversed()) {
    if (!(dialog instanceof Api.Dialog) || dialog.pinned) continue;
    const id = readPeer(dialog.peer);
    const top = page.messages.find(
      (message) =>
        message.id === dialog.topMessage &&
        !(message instanceof Api.MessageEmpty) &&
        readPeer(message.peerId) === id,
    );
    const access = accessTo(id, page, accountId);
    if (top === undefined || top instanceof Api.MessageEmpty || access === null) continue;
    return { date: top.date, messageId: top.id, access };
  }
  return null;
}

/** Also to a chat that the account may not look into: a page may end there. */
function accessTo(id: number | null, page: Page, accountId: AccountId): ChannelAccess | null {
  const chat = page.chats.find((one) => markChat(one) === id);
  const holder = chat ?? page.users.find((one) => tryMark("user", one.id) === id);
  if (id === null || holder === undefined) return null;
  const hash = "accessHash" in holder ? holder.accessHash : null;
  const isGroup = holder instanceof Api.Chat || holder instanceof Api.ChatForbidden;
  if (hash == null && !isGroup && id !== accountId) return null;
  return { accountId, channelId: id, accessHash: hash?.toString() ?? null };
}

function markChat(chat: Api.TypeChat): number | null {
  const isGroup = chat instanceof Api.Chat || chat instanceof Api.ChatForbidden;
  return tryMark(isGroup ? "group" : "channel", chat.id);
}
