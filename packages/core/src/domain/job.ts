import type { AccountId } from "./account.ts";
import { TelekeepError } from "./errors.ts";
import type { ChannelId, MessageId } from "./ids.ts";
import type { UnixSeconds } from "./message.ts";

/**
 * Where a job is in its life. `pausing` and `canceling`: its worker was asked to stop and has not
 * yet. The last three are final, although a retry queues a canceled or failed job again.
 */
export type JobState =
  | "queued"
  | "running"
  | "pausing"
  | "paused"
  | "canceling"
  | "canceled"
  | "succeeded"
  | "failed";

/** States in which a job may still do something. */
export const ACTIVE_STATES: readonly JobState[] = [
  ...(["queued", "running", "pausing", "paused", "canceling"] as const),
];

/** What an import is to read. */
export interface ImportInput {
  /** As the caller gave them: absolute. */
  readonly paths: readonly string[];
  /** IANA zone or ±HH:MM of the exporting machine. */
  readonly timeZone: string | null;
  /** Marked id of the channel an HTML export belongs to. */
  readonly channelId: ChannelId | null;
}

/** Which messages of a channel to fetch from Telegram: those in all of the bounds that are given. */
export interface BackfillInput {
  readonly channelId: ChannelId;
  /** The account to fetch with; null for any that can see the channel. */
  readonly accountId: AccountId | null;
  /** Least and greatest id, both included. */
  readonly from: MessageId | null;
  readonly to: MessageId | null;
  /** When the message was posted: the first second that counts, and the first that does not. */
  readonly since: UnixSeconds | null;
  readonly until: UnixSeconds | null;
  readonly order: "newest_first" | "oldest_first";
}

/**
 * What a job is doing. `reading` an export, `fetching` from Telegram; `waiting` is for something
 * outside, which `reason` names.
 */
export type JobPhase = "waiting" | "reading" | "fetching" | "indexing" | "done";

/** Committed facts; speed and time left are for whoever shows them to compute. */
export interface JobProgress {
  readonly phase: JobPhase;
  /** How much of `total` is done, both in `unit`; total is null when it is not known. */
  readonly done: number;
  readonly total: number | null;
  readonly unit: "bytes" | "messages" | "ids";
  /**
   * Messages looked at and committed so far: by this attempt of an import, which reads its export
   * anew each time, and by all attempts of a backfill, which go on where the last one stopped.
   */
  readonly messages: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly updatedAt: number;
  /** Why it waits, in one sentence. */
  readonly reason: string | null;
  /** When the wait ends, in milliseconds since 1970-01-01T00:00:00Z; null when nobody knows. */
  readonly until: number | null;
  /** What the workers of a backfill have counted so far, for its report. */
  readonly counted?: WorkerCounts;
}

/** What came of an import, all its attempts together. */
export interface ImportReport {
  readonly channels: number;
  readonly messagesAdded: number;
  readonly messagesAlreadyPresent: number;
  readonly revisionsAdded: number;
  readonly filesRecorded: number;
  readonly quarantined: number;
  /** The most frequent reasons; `example` is a location. */
  readonly quarantineReasons: readonly QuarantineReason[];
  readonly warnings: readonly string[];
}

/**
 * What came of a backfill, all its attempts together: summed up from its commits, so it is the same
 * however often it was paused, tried again or killed. Only the WorkerCounts may lack what a worker
 * that was killed had counted in its last second.
 */
export interface BackfillReport extends WorkerCounts {
  /** Ids of the channel that were gaps before and are none now. */
  readonly idsExamined: number;
  readonly messagesAdded: number;
  /** In those ids, and archived before: imported from an export, say. */
  readonly messagesAlreadyPresent: number;
  readonly revisionsAdded: number;
  readonly filesRecorded: number;
  /** What nobody had met before and could not be stored as a message … */
  readonly quarantined: number;
  /** … and the most frequent reasons; `example` is a location. */
  readonly quarantineReasons: readonly QuarantineReason[];
  /** Ids examined that hold nothing: deleted before anybody looked, or never given out. */
  readonly absent: number;
  readonly warnings: readonly string[];
}

/** What only the workers see of a backfill: what they asked of Telegram, and what that cost. */
export interface WorkerCounts {
  /** Pages of history that were asked for. */
  readonly requests: number;
  readonly waits: number;
  /** Milliseconds, of all waits together. */
  readonly waited: number;
}

export interface QuarantineReason {
  readonly reason: string;
  readonly count: number;
  readonly example: string;
}

/** Why a job failed: `code` is for machines, `message` one sentence for people. */
export interface JobFailure {
  readonly code: string;
  readonly message: string;
}

/** What each kind of job is told to do, and what comes of it. */
interface JobKinds {
  readonly import: { readonly input: ImportInput; readonly result: ImportReport };
  readonly backfill: { readonly input: BackfillInput; readonly result: BackfillReport };
}

export type JobKind = keyof JobKinds;

/** What came of a job. */
export type JobReport = JobKinds[JobKind]["result"];

/** What a job of a kind is to do. */
export type JobTask = {
  readonly [Kind in JobKind]: { readonly kind: Kind; readonly input: JobKinds[Kind]["input"] };
}[JobKind];

/** A long-running operation as it is recorded. Times are milliseconds since 1970-01-01T00:00:00Z. */
export type Job<Kind extends JobKind = JobKind> = { readonly [K in Kind]: JobOf<K> }[Kind];

/** A job of one kind: `Job<"import">` is the same. */
export interface JobOf<Kind extends JobKind> {
  /** UUID. */
  readonly id: string;
  readonly kind: Kind;
  readonly state: JobState;
  readonly input: JobKinds[Kind]["input"];
  readonly progress: JobProgress | null;
  /** Once it has succeeded. */
  readonly result: JobKinds[Kind]["result"] | null;
  readonly failure: JobFailure | null;
  /** Of queued jobs, the greatest number starts first; 0 unless set. */
  readonly priority: number;
  /** How often it was started. */
  readonly attempt: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** Whether a job can change no more by itself. */
export function isFinal(state: JobState): boolean {
  return !ACTIVE_STATES.includes(state);
}

/** A key that names one request was used for another one. */
export class IdempotencyConflict extends TelekeepError {
  constructor() {
    super(
      "IDEMPOTENCY_CONFLICT",
      "This idempotency key was used before with another input; make a new key for a new request.",
    );
  }
}

/** The worker is no longer the one that may write this job's state: another may have taken over. */
export class LeaseLost extends TelekeepError {
  constructor(jobId: string, options?: ErrorOptions) {
    super(
      "LEASE_LOST",
      `The worker lost its hold on job ${jobId}; it will be started again.`,
      options,
    );
  }
}
