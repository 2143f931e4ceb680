import type { AccountId } from "../domain/account.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { Change } from "../ports/update-source.ts";
import { Api } from "./library.ts";
import { normaliseMessage } from "./normalise-message.ts";
import { type Mentioned, readPeer, tryMark } from "./normalise-peer.ts";

/** Whose update it is, and which users and chats came with it. */
export interface Told {
  readonly accountId: AccountId;
  readonly mentioned: Mentioned;
}

/** A channel's own stream by its id, or the account's. */
export type Box = ChannelId | "account";

/** Where an update stands in its stream; null for one that stands in none. */
export interface Step {
  readonly box: Box;
  readonly from: number;
  readonly to: number;
}

type WithMessage =
  | Api.UpdateNewMessage
  | Api.UpdateNewChannelMessage
  | Api.UpdateEditMessage
  | Api.UpdateEditChannelMessage;

/**
 * The place of an update in its stream. Also of those that say nothing of messages: without them
 * the stream would seem to have holes.
 */
export function stepOf(update: Api.TypeUpdate): Step | null {
  const { pts, ptsCount, channelId } = update as { pts?: unknown } & {
    ptsCount?: unknown;
    channelId?: Api.UpdateChannel["channelId"];
  };
  if (!Number.isSafeInteger(pts) || !Number.isSafeInteger(ptsCount)) return null;
  const to = pts as number;
  const from = to - (ptsCount as number);
  const peer = hasMessage(update) ? peerOf(update.message) : null;
  const marked = channelId != null ? tryMark("channel", channelId) : readPeer(peer);
  const isChannel =
    channelId != null ||
    update instanceof Api.UpdateNewChannelMessage ||
    update instanceof Api.UpdateEditChannelMessage;
  if (!isChannel) return { box: "account", from, to };
  return marked === null ? null : { box: marked, from, to };
}

/** What an update says of one channel. */
export function changesIn(update: Api.TypeUpdate, channelId: ChannelId, told: Told): Change[] {
  if (hasMessage(update)) {
    const isNew =
      update instanceof Api.UpdateNewMessage || update instanceof Api.UpdateNewChannelMessage;
    return seen(update.message, isNew, channelId, told);
  }
  if (update instanceof Api.UpdateDeleteChannelMessages) {
    const isIt = tryMark("channel", update.channelId) === channelId;
    return isIt ? [{ type: "deleted", ids: update.messages }] : [];
  }
  // Ids of groups and private chats are in one row, so they name the chat as well: an id that is
  // another chat's is nothing that this one holds.
  return update instanceof Api.UpdateDeleteMessages
    ? [{ type: "deleted", ids: update.messages }]
    : [];
}

/** A message as a change of its channel; nothing when it is another channel's. */
export function seen(
  message: Api.TypeMessage,
  isNew: boolean,
  channelId: ChannelId,
  { accountId, mentioned }: Told,
): Change[] {
  if (readPeer(peerOf(message)) !== channelId) return [];
  const read = normaliseMessage(message, { accountId, channelId, mentioned });
  const common = { type: "seen", id: message.id, isNew } as const;
  if (read.type === "message") return [{ ...common, message: read.message, quarantined: null }];
  return read.type === "quarantined" ? [{ ...common, message: null, quarantined: read.item }] : [];
}

function hasMessage(update: Api.TypeUpdate): update is WithMessage {
  return (
    update instanceof Api.UpdateNewMessage ||
    update instanceof Api.UpdateNewChannelMessage ||
    update instanceof Api.UpdateEditMessage ||
    update instanceof Api.UpdateEditChannelMessage
  );
}

function peerOf(message: Api.TypeMessage): Api.TypePeer | null {
  return message instanceof Api.MessageEmpty ? null : message.peerId;
}
