import type { ChannelProfile } from "../domain/channel.ts";
import type { Coverage } from "../domain/coverage.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { CommitResult, Page } from "../domain/page.ts";

/** Where the archive is kept. Both stores pass the same contract suite. */
export interface ArchiveStore {
  /** Makes a channel known, or renews what is known of it. Never touches coverage or messages. */
  saveChannel(profile: ChannelProfile): Promise<void>;
  /**
   * The only write of messages: messages, versions, quarantine, coverage and the event commit in
   * one short transaction, or none of it does. Idempotent. Throws NotFound for an unknown channel.
   */
  commitPage(page: Page): Promise<CommitResult>;
  /** The ids examined so far. Throws NotFound for an unknown channel. */
  readCoverage(channelId: ChannelId): Promise<Coverage>;
}
