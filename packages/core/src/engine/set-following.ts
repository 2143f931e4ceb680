import type { AccountId } from "../domain/account.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { FollowStore } from "../ports/follow-store.ts";
import type { AccessParts } from "./choose-access.ts";
import { chooseAccess } from "./choose-access.ts";

export interface SetFollowingParts extends AccessParts {
  readonly follows: Pick<FollowStore, "follow" | "unfollow">;
  /** Told that what is followed is another now. */
  readonly onChange: () => void;
}

/**
 * Has a channel followed from now on, or not any more. `accountId` null is the account that saw it
 * last. Throws NotFound when no account has seen it, and InvalidState when none that has is signed
 * in.
 */
export async function setFollowing(
  parts: SetFollowingParts,
  channelId: ChannelId,
  isFollowing: boolean,
  accountId: AccountId | null = null,
): Promise<void> {
  if (isFollowing) {
    await parts.follows.follow(await chooseAccess(parts, { channelId, accountId }));
  } else await parts.follows.unfollow(channelId);
  parts.onChange();
}
