/** The door of the core: what servers, scripts and tests may use. */
export type { Archive, ArchiveOptions, ImportRequest, JobListener } from "./archive.ts";
export { openArchive } from "./archive.ts";
export {
  Conflict,
  ImportRejected,
  InvalidInput,
  InvalidState,
  NotFound,
  TelekeepError,
} from "./domain/errors.ts";
export type { ChannelId, MessageId, PeerId, PeerKind } from "./domain/ids.ts";
export { isMessageId, markPeer, unmarkPeer } from "./domain/ids.ts";
export type {
  ImportInput,
  ImportReport,
  Job,
  JobFailure,
  JobPhase,
  JobProgress,
  JobState,
} from "./domain/job.ts";
export { IdempotencyConflict, isFinal } from "./domain/job.ts";
export { SearchTooSlow } from "./domain/search-failures.ts";
export { DatabaseFull, DatabaseUnavailable } from "./domain/store-failures.ts";
export type { Clock } from "./ports/clock.ts";
export type { JobQuery } from "./ports/job-store.ts";
export type { Log } from "./ports/log.ts";
export type { EmbeddedPostgresOptions } from "./store/embedded-postgres.ts";
export { EmbeddedPostgres, startEmbeddedPostgres } from "./store/embedded-postgres.ts";
export type {
  SearchCount,
  SearchFilter,
  SearchHit,
  SearchOrder,
  SearchPage,
  SearchRequest,
} from "./store/search-request.ts";
