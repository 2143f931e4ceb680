import { toClientFailure } from "../client/failures.ts";
import { safeText, text } from "../format/safe-text.ts";
import { setChannelFollowing } from "../operations/following.ts";
import { type EffectContext, toast } from "./session.ts";

/** Has channels followed, or not any more, and says what came of it. */
export function followSetter(
  context: EffectContext,
  refreshChannels: () => void,
): (channelId: string, isFollowing: boolean) => void {
  const { client, signal } = context;
  const set = async (channelId: string, isFollowing: boolean): Promise<void> => {
    try {
      const channel = await setChannelFollowing(client, { channelId, isFollowing }, signal);
      const name = safeText(channel.username ?? channel.title);
      toast(context, "good", isFollowing ? text`Following ${name}.` : text`Not following ${name}.`);
      refreshChannels();
    } catch (error) {
      toast(context, "bad", safeText(toClientFailure(error).message));
    }
  };
  return (channelId, isFollowing) => void set(channelId, isFollowing);
}
