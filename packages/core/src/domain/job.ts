import { TelekeepError } from "./errors.ts";
import type { ChannelId } from "./ids.ts";

export type JobState = "queued" | "running" | "canceling" | "canceled" | "succeeded" | "failed";

/** States in which a job may still do something. */
export const ACTIVE_STATES: readonly JobState[] = ["queued", "running", "canceling"];

/** What an import is to read. */
export interface ImportInput {
  /** As the caller gave them: absolute. */
  readonly paths: readonly string[];
  /** IANA zone or ±HH:MM of the exporting machine. */
  readonly timeZone: string | null;
  /** Marked id of the channel an HTML export belongs to. */
  readonly channelId: ChannelId | null;
}

/** What a job is doing; `waiting` is for something outside, which `reason` names. */
export type JobPhase = "waiting" | "reading" | "indexing" | "done";

/** Committed facts; speed and time left are for whoever shows them to compute. */
export interface JobProgress {
  readonly phase: JobPhase;
  /** How much of `total` is done, both in `unit`; total is null when it is not known. */
  readonly done: number;
  readonly total: number | null;
  readonly unit: "bytes" | "messages";
  /** Messages looked at and committed so far in this attempt. */
  readonly messages: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly updatedAt: number;
  /** Why it waits, in one sentence. */
  readonly reason: string | null;
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

/** A long-running operation as it is recorded. Times are milliseconds since 1970-01-01T00:00:00Z. */
export interface Job {
  /** UUID. */
  readonly id: string;
  readonly kind: "import";
  readonly state: JobState;
  readonly input: ImportInput;
  readonly progress: JobProgress | null;
  readonly result: ImportReport | null;
  readonly failure: JobFailure | null;
  /** How often it was started. */
  readonly attempt: number;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** Whether a job can change no more. */
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
