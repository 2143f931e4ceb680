import type { IdRange } from "./coverage.ts";
import type { ChannelId, MessageId } from "./ids.ts";
import type { ObservationSource, ObservedMessage, Quarantined } from "./message.ts";

/** The most messages one page may hold: larger arrays cost the database client more per row. */
export const MAX_PAGE_MESSAGES = 1000;

/**
 * One answer of a source, committed whole. `proves` is the range of ids that the answer shows to
 * have been examined: asked "below 500" and answered 499, 497 … 401, a page proves [401, 499].
 * Only an empty answer proves the whole remainder; a short page is no end. A page of an imported
 * export proves nothing, because an export may be limited by date or by sender.
 */
export interface Page {
  readonly channelId: ChannelId;
  readonly source: ObservationSource;
  readonly messages: readonly ObservedMessage[];
  readonly quarantined: readonly Quarantined[];
  readonly proves: IdRange | null;
  /** Ids that the source says are gone; none unless given. Noted after `messages` are written. */
  readonly deleted?: readonly MessageId[];
  /** The job on whose behalf the page was fetched. */
  readonly jobId: string | null;
}

/** What committing a page changed. */
export interface CommitResult {
  /** Messages that were not in the archive before. */
  readonly added: number;
  /** Messages that were there already with the same content. */
  readonly unchanged: number;
  /** Versions kept beside the ones already known, newer or older. */
  readonly newVersions: number;
  /** Files that were recorded for the first time, or in another's place. */
  readonly filesRecorded: number;
  /** What could not be stored, and why: kept in quarantine, now or since an earlier time. */
  readonly quarantined: readonly Quarantined[];
}
