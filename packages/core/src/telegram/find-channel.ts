import type { AccountId } from "../domain/account.ts";
import { unmarkPeer } from "../domain/ids.ts";
import { ChannelInaccessible } from "../domain/source-failures.ts";
import type { ChannelAccess, ChannelReference, FoundChannel } from "../domain/target.ts";
import type { Ask } from "./ask.ts";
import { foundChat, foundUser } from "./found-channel.ts";
import { inputChannel, inputPeer } from "./input-peer.ts";
import { Api, returnBigInt } from "./library.ts";
import { listDialogs } from "./list-dialogs.ts";
import { readPeer, tryMark } from "./normalise-peer.ts";

/** Asks what a reference means, and looks at what it is. An invite is not accepted. */
export async function resolveChannel(
  ask: Ask,
  accountId: AccountId,
  reference: ChannelReference,
  signal: AbortSignal,
): Promise<FoundChannel> {
  const found = await find(ask, accountId, reference, signal);
  const seen = await lookAt(ask, found.access, signal);
  return reference.type === "invite" ? { ...seen, invite: reference.hash } : seen;
}

/** A known channel as it is now, with what only a closer look tells. */
export async function lookAt(
  ask: Ask,
  access: ChannelAccess,
  signal: AbortSignal,
): Promise<FoundChannel> {
  const { kind, bareId } = unmarkPeer(access.channelId);
  if (kind === "user") return await lookAtUser(ask, access, signal);
  const channel = inputChannel(access);
  const request =
    channel === null
      ? new Api.messages.GetFullChat({ chatId: returnBigInt(bareId) })
      : new Api.channels.GetFullChannel({ channel });
  const { fullChat, chats } = await ask(request, "look", signal);
  const full = fullChat instanceof Api.ChannelFull ? fullChat : null;
  const linkedChannelId = full?.linkedChatId == null ? null : tryMark("channel", full.linkedChatId);
  const shown = chats.map((chat) => foundChat(chat, access.accountId));
  const details = {
    ...{ topMessageId: null, linkedChannelId },
    linkedAccess: shown.find((one) => one?.profile.id === linkedChannelId)?.access ?? null,
    migratedFrom:
      full?.migratedFromChatId == null ? null : tryMark("group", full.migratedFromChatId),
    about: "about" in fullChat ? (fullChat.about ?? "") : null,
    invite: null,
  };
  const found = shown.find((one) => one?.profile.id === access.channelId);
  if (found == null) notFound("Telegram does not show the channel to this account.");
  return { ...found, ...details };
}

async function lookAtUser(
  ask: Ask,
  access: ChannelAccess,
  signal: AbortSignal,
): Promise<FoundChannel> {
  const peer = inputPeer(access);
  const id =
    peer instanceof Api.InputPeerUser
      ? new Api.InputUser({ userId: peer.userId, accessHash: peer.accessHash })
      : new Api.InputUserSelf();
  const [user] = await ask(new Api.users.GetUsers({ id: [id] }), "look", signal);
  const found = user === undefined ? null : foundUser(user, access.accountId);
  return found ?? notFound("Telegram does not show this user to the account.");
}

async function find(
  ask: Ask,
  accountId: AccountId,
  reference: ChannelReference,
  signal: AbortSignal,
): Promise<FoundChannel> {
  switch (reference.type) {
    case "username":
      return await findByUsername(ask, accountId, reference.username, signal);
    case "invite":
      return await findByInvite(ask, accountId, reference.hash, signal);
    case "id":
      return await findById(ask, accountId, reference.id, signal);
  }
}

/** Of any length: the library's own look-up refuses the short names that are sold. */
async function findByUsername(
  ask: Ask,
  accountId: AccountId,
  username: string,
  signal: AbortSignal,
): Promise<FoundChannel> {
  const request = new Api.contacts.ResolveUsername({ username: username.replace(/^@/, "") });
  const { peer, chats, users } = await ask(request, "resolve", signal);
  const id = readPeer(peer);
  const found = [
    ...chats.map((chat) => foundChat(chat, accountId)),
    ...users.map((user) => foundUser(user, accountId)),
  ].find((one) => one !== null && one.profile.id === id);
  if (found == null) refuseForbidden(chats);
  return found ?? notFound("This account may not see what the username stands for.");
}

async function findByInvite(
  ask: Ask,
  accountId: AccountId,
  hash: string,
  signal: AbortSignal,
): Promise<FoundChannel> {
  const invite = await ask(new Api.messages.CheckChatInvite({ hash }), "resolve", signal);
  if (invite instanceof Api.ChatInvite) {
    throw new ChannelInaccessible(
      "private",
      "The invite is valid, but this account has not joined; join in a Telegram app first.",
    );
  }
  refuseForbidden([invite.chat]);
  const found = foundChat(invite.chat, accountId);
  return found ?? notFound("This account may not see what the invite leads to.");
}

/**
 * A number says nothing about how to reach a channel, and Telegram does not tell: it is looked for
 * among what the account has.
 */
async function findById(
  ask: Ask,
  accountId: AccountId,
  id: number,
  signal: AbortSignal,
): Promise<FoundChannel> {
  const { kind, bareId } = unmarkPeer(id);
  if (kind === "group") {
    const request = new Api.messages.GetChats({ id: [returnBigInt(bareId)] });
    const { chats } = await ask(request, "resolve", signal);
    const found = chats.map((chat) => foundChat(chat, accountId)).find((one) => one !== null);
    return found ?? notFound("This account is not in the group.");
  }
  if (id === accountId)
    return await lookAtUser(ask, { accountId, channelId: id, accessHash: null }, signal);
  for await (const found of listDialogs(ask, accountId, signal)) {
    if (found.profile.id === id) return found;
  }
  return notFound("No channel of this account has this id; give its username or an invite link.");
}

/** A chat that is shown by its title alone is there, and closed to this account. */
function refuseForbidden(chats: readonly Api.TypeChat[]): void {
  const isForbidden = (chat: Api.TypeChat) =>
    chat instanceof Api.ChannelForbidden || chat instanceof Api.ChatForbidden;
  if (!chats.some(isForbidden)) return;
  throw new ChannelInaccessible(
    "banned_here",
    "The channel is closed to this account, which was removed or banned; try another account.",
  );
}

function notFound(message: string): never {
  throw new ChannelInaccessible("not_found", message);
}
