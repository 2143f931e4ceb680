import { unmarkPeer } from "../domain/ids.ts";
import { ChannelInaccessible } from "../domain/source-failures.ts";
import type { ChannelAccess } from "../domain/target.ts";
import { Api, type Long, returnBigInt } from "./library.ts";

/** A chat as requests about any chat want it named. */
export function inputPeer(access: ChannelAccess): Api.TypeInputPeer {
  const { kind, bareId } = unmarkPeer(access.channelId);
  if (kind === "group") return new Api.InputPeerChat({ chatId: returnBigInt(bareId) });
  if (kind === "channel") {
    return new Api.InputPeerChannel({
      channelId: returnBigInt(bareId),
      accessHash: hashOf(access),
    });
  }
  if (access.channelId === access.accountId) return new Api.InputPeerSelf();
  return new Api.InputPeerUser({ userId: returnBigInt(bareId), accessHash: hashOf(access) });
}

/** A channel or supergroup as requests about channels want it named; null for other chats. */
export function inputChannel(access: ChannelAccess): Api.InputChannel | null {
  const { kind, bareId } = unmarkPeer(access.channelId);
  if (kind !== "channel") return null;
  return new Api.InputChannel({ channelId: returnBigInt(bareId), accessHash: hashOf(access) });
}

function hashOf({ accessHash }: ChannelAccess): Long {
  if (accessHash === null || !/^-?\d{1,19}$/.test(accessHash)) {
    throw new ChannelInaccessible(
      "not_found",
      "This account was never told how to reach the channel; look it up with this account again.",
    );
  }
  return returnBigInt(accessHash);
}
