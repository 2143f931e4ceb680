import type { AccountId } from "../domain/account.ts";
import type { ChannelId } from "../domain/ids.ts";
import { unmarkPeer } from "../domain/ids.ts";
import type { Push, UpdateSource } from "../ports/update-source.ts";
import type { Ask } from "./ask.ts";
import { Api } from "./library.ts";
import type { Link } from "./link.ts";
import { Mentioned, tryMark } from "./normalise-peer.ts";
import { readDifference, readPosition } from "./read-difference.ts";
import { changesIn, stepOf, type Told } from "./read-update.ts";

type Listener = (push: Push) => void;

/**
 * What Telegram says unasked, told to those who listen to a channel. Updates that nobody listens
 * for are not even read. Nothing is put in order here and nothing is kept: pushes get lost whenever
 * a connection does, so whoever listens must follow the stream's numbers anyway.
 */
export function createUpdateSource(link: Link, ask: Ask, accountId: AccountId): UpdateSource {
  const listeners = new Map<ChannelId, Set<Listener>>();
  link.onUpdates((updates) => dispatch(updates, accountId, listeners));
  return {
    listen(channelId, listener) {
      const ofChannel = listeners.get(channelId) ?? new Set();
      listeners.set(channelId, ofChannel.add(listener));
      return () => {
        ofChannel.delete(listener);
        if (ofChannel.size === 0 && listeners.get(channelId) === ofChannel) {
          listeners.delete(channelId);
        }
      };
    },
    position: (access, signal) => readPosition(ask, access, signal),
    difference: (access, since, signal) => readDifference(ask, access, since, signal),
  };
}

type Listeners = ReadonlyMap<ChannelId, ReadonlySet<Listener>>;

function dispatch(updates: Api.TypeUpdates, accountId: AccountId, listeners: Listeners): void {
  if (updates instanceof Api.UpdatesTooLong) {
    for (const channelId of listeners.keys()) tell(listeners, channelId, "missed");
  } else if (updates instanceof Api.UpdateShort) {
    const told = { accountId, mentioned: new Mentioned([], []) };
    dispatchOne(updates.update, told, listeners);
  } else if (updates instanceof Api.Updates || updates instanceof Api.UpdatesCombined) {
    const told = { accountId, mentioned: new Mentioned(updates.users, updates.chats) };
    for (const update of updates.updates) dispatchOne(update, told, listeners);
  } else {
    // The short forms of private and group messages leave out too much to be kept.
    tellAccount(listeners, () => "missed");
  }
}

function dispatchOne(update: Api.TypeUpdate, told: Told, listeners: Listeners): void {
  const step = stepOf(update);
  if (step !== null) {
    const { box, from, to } = step;
    const push = (channelId: ChannelId): Push => ({
      from,
      to,
      changes: changesIn(update, channelId, told),
    });
    if (box === "account") tellAccount(listeners, push);
    else if (listeners.has(box)) tell(listeners, box, push(box));
  } else if (update instanceof Api.UpdatePtsChanged || update instanceof Api.UpdateChat) {
    tellAccount(listeners, () => "missed");
  } else if (
    update instanceof Api.UpdateChannelTooLong ||
    // Its rights, or the account's place in it: whether it can still be followed shows by asking.
    update instanceof Api.UpdateChannel
  ) {
    const channelId = tryMark("channel", update.channelId);
    if (channelId !== null) tell(listeners, channelId, "missed");
  }
}

function tellAccount(listeners: Listeners, push: (channelId: ChannelId) => Push): void {
  for (const channelId of listeners.keys()) {
    if (unmarkPeer(channelId).kind !== "channel") tell(listeners, channelId, push(channelId));
  }
}

function tell(listeners: Listeners, channelId: ChannelId, push: Push): void {
  for (const listener of [...(listeners.get(channelId) ?? [])]) listener(push);
}
