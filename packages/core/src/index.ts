/** The door of the core: what servers, scripts and tests may use. */
export type {
  Archive,
  ArchiveOptions,
  CommitListener,
  FloodListener,
  ImportRequest,
  JobListener,
  TelegramArchive,
  TelegramSettings,
} from "./archive.ts";
export { openArchive } from "./archive.ts";
export type { Account, AccountId, AccountState } from "./domain/account.ts";
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
export {
  AccountRefused,
  ChannelInaccessible,
  FloodWait,
  PauseTooLong,
  SignInRefused,
  SourceUnavailable,
} from "./domain/source-failures.ts";
export { DatabaseFull, DatabaseUnavailable, VaultLocked } from "./domain/store-failures.ts";
export type { Dialog } from "./domain/target.ts";
export { readTargets, writeTargets } from "./domain/target-document.ts";
export type { TargetRecord } from "./domain/target-record.ts";
export { TEXT_ENTITY_TYPES } from "./domain/text-entity.ts";
export type { Estimate } from "./engine/estimate.ts";
export { Estimator } from "./engine/estimate.ts";
export type { BackfillRequest } from "./engine/start-backfill.ts";
export type { Clock } from "./ports/clock.ts";
export type { FloodDeadline } from "./ports/flood-store.ts";
export type { JobQuery } from "./ports/job-store.ts";
export type { Log } from "./ports/log.ts";
export type { EmbeddedPostgresOptions } from "./store/embedded-postgres.ts";
export { EmbeddedPostgres, startEmbeddedPostgres } from "./store/embedded-postgres.ts";
export { lockFolder } from "./store/folder-lock.ts";
export type { MessageReading, ReadMessage } from "./store/read-messages.ts";
export { CHANNEL_FIELDS, MESSAGE_FIELDS } from "./store/read-messages.ts";
export type {
  SearchCount,
  SearchFilter,
  SearchHit,
  SearchOrder,
  SearchPage,
  SearchRequest,
} from "./store/search-request.ts";
export type { TargetsImported } from "./store/target-records.ts";
export { readServers } from "./telegram/servers.ts";
export type { PhoneSignIn } from "./telegram/sign-in-by-phone.ts";
export type { QrSignIn } from "./telegram/sign-in-by-qr.ts";
