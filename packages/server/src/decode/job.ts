/** What a job has done, from what its worker committed. */
export interface ProgressShape {
  readonly phase: "WAITING" | "READING" | "FETCHING" | "INDEXING" | "DONE";
  readonly done: bigint;
  readonly total: bigint | null;
  readonly unit: string;
  readonly messages: number;
  readonly updatedAt: Date;
  /** Why a running job waits, and until when as far as that is known. */
  readonly reason: string | null;
  readonly until: Date | null;
}

/** The outcome of an import. */
export interface ReportShape {
  readonly channels: number;
  readonly messagesAdded: number;
  readonly messagesAlreadyPresent: number;
  readonly revisionsAdded: number;
  readonly filesRecorded: number;
  readonly quarantined: number;
  readonly quarantineReasons: readonly QuarantineReasonShape[];
  readonly warnings: readonly string[];
}

/** The outcome of a backfill. */
export interface BackfillShape {
  readonly idsExamined: number;
  readonly messagesAdded: number;
  readonly messagesAlreadyPresent: number;
  readonly revisionsAdded: number;
  readonly filesRecorded: number;
  readonly quarantined: number;
  readonly quarantineReasons: readonly QuarantineReasonShape[];
  readonly absent: number;
  readonly requests: number;
  readonly waits: number;
  readonly waitedSeconds: number;
  readonly warnings: readonly string[];
}

/** Why items of a job are in quarantine, with the place of one of them. */
export interface QuarantineReasonShape {
  readonly reason: string;
  readonly count: number;
  readonly example: string;
}

/** Columns of a job that tell its progress. */
export interface ProgressColumns {
  readonly state: string;
  readonly progress: unknown;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Reads a job's stored progress; a job that has not begun waits with nothing done. */
export function decodeProgress(job: ProgressColumns): ProgressShape {
  const stored = record(job.progress);
  const phase = phaseOf(job.state, stored["phase"]);
  const isRunning = !RESTING.has(job.state) && phase === "WAITING";
  return {
    phase,
    done: BigInt(count(stored["done"])),
    total: stored["total"] == null ? null : BigInt(count(stored["total"])),
    unit: typeof stored["unit"] === "string" ? stored["unit"] : "bytes",
    messages: count(stored["messages"]),
    updatedAt: job.finishedAt ?? timeOf(stored["updatedAt"]) ?? job.startedAt ?? job.createdAt,
    reason: isRunning && typeof stored["reason"] === "string" ? stored["reason"] : null,
    until: isRunning ? timeOf(stored["until"]) : null,
  };
}

/** Reads the stored report of an import. */
export function decodeReport(stored: unknown): ReportShape | null {
  if (stored === null || typeof stored !== "object") return null;
  const report = record(stored);
  return {
    channels: count(report["channels"]),
    messagesAdded: count(report["messagesAdded"]),
    messagesAlreadyPresent: count(report["messagesAlreadyPresent"]),
    revisionsAdded: count(report["revisionsAdded"]),
    filesRecorded: count(report["filesRecorded"]),
    quarantined: count(report["quarantined"]),
    quarantineReasons: reasonsOf(report["quarantineReasons"]),
    warnings: list(report["warnings"]).map(String),
  };
}

/** Reads the stored report of a backfill. */
export function decodeBackfill(stored: unknown): BackfillShape | null {
  if (stored === null || typeof stored !== "object") return null;
  const report = record(stored);
  return {
    idsExamined: count(report["idsExamined"]),
    messagesAdded: count(report["messagesAdded"]),
    messagesAlreadyPresent: count(report["messagesAlreadyPresent"]),
    revisionsAdded: count(report["revisionsAdded"]),
    filesRecorded: count(report["filesRecorded"]),
    quarantined: count(report["quarantined"]),
    quarantineReasons: reasonsOf(report["quarantineReasons"]),
    absent: count(report["absent"]),
    requests: count(report["requests"]),
    waits: count(report["waits"]),
    waitedSeconds: Math.round(count(report["waited"]) / 1000),
    warnings: list(report["warnings"]).map(String),
  };
}

function reasonsOf(stored: unknown): QuarantineReasonShape[] {
  return list(stored).map((item) => ({
    reason: textOf(record(item)["reason"]),
    count: count(record(item)["count"]),
    example: textOf(record(item)["example"]),
  }));
}

/** Files that every export has under the same name: their folder tells exports apart. */
const SAME_IN_EVERY_EXPORT = /^(?:result\.json|messages\d*\.html)$/;

/** The names of what an import reads: of each path its last part that tells exports apart. */
export function titleOfInput(input: unknown): string {
  const names = list(record(input)["paths"]).map((path) => lastName(String(path)));
  return names.join(", ");
}

/** The marked id of the channel that a backfill fetches; null when the input names none. */
export function channelOfInput(input: unknown): bigint | null {
  const { channelId } = record(input);
  return typeof channelId === "number" && Number.isSafeInteger(channelId)
    ? BigInt(channelId)
    : null;
}

function lastName(path: string): string {
  const parts = path.split(/[/\\]/).filter(Boolean);
  const last = parts.at(-1) ?? path;
  return SAME_IN_EVERY_EXPORT.test(last) ? (parts.at(-2) ?? last) : last;
}

/** States in which nobody works on a job. */
const RESTING = new Set(["queued", "paused", "canceled", "succeeded", "failed"]);
const PHASES = new Set(["INDEXING", "DONE", "WAITING", "FETCHING"]);

function phaseOf(state: string, phase: unknown): ProgressShape["phase"] {
  if (state === "queued" || state === "paused") return "WAITING";
  if (state === "succeeded") return "DONE";
  const name = typeof phase === "string" ? phase.toUpperCase() : "";
  return PHASES.has(name) ? (name as ProgressShape["phase"]) : "READING";
}

function timeOf(milliseconds: unknown): Date | null {
  return typeof milliseconds === "number" ? new Date(milliseconds) : null;
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}
