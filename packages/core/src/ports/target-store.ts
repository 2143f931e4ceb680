import type { ChannelId } from "../domain/ids.ts";
import type { ChannelAccess, FoundChannel } from "../domain/target.ts";

/** Where it is kept how each account reaches its channels. */
export interface TargetStore {
  /**
   * Makes a found channel known, records what differs of its profile as a new one, and keeps the
   * account's access to it.
   */
  saveFound(found: FoundChannel): Promise<void>;
  /** The accounts' ways to a channel, most recently confirmed first; empty when there is none. */
  accessTo(channelId: ChannelId): Promise<readonly ChannelAccess[]>;
}
