import { bytes, count, percent, plural, rate } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { clockTime, elapsed, instant, timeLeft } from "../format/time.ts";
import type { ApiJob, ApiJobState } from "../operations/jobs.ts";

/** A job as the screens know it: every string is safe to draw. */
export interface JobRow {
  readonly id: string;
  readonly shortId: SafeText;
  readonly kind: SafeText;
  readonly title: SafeText;
  readonly state: ApiJobState;
  readonly stateWord: SafeText;
  readonly isActive: boolean;
  /** What can be asked of it now. */
  readonly actions: ReadonlySet<ApiJob["availableActions"][number]>;
  readonly priority: number;
  /** Null while the total is unknown. */
  readonly fraction: number | null;
  readonly percent: SafeText;
  readonly messages: SafeText;
  readonly rate: SafeText;
  readonly timeLeft: SafeText;
  readonly phase: SafeText;
  /** What it waits for, and until when as far as that is known; null when it does not wait. */
  readonly waiting: SafeText | null;
  /** The same in a few words, for a line of a list. */
  readonly waits: SafeText;
  /** What is done of what, in the job's own unit. */
  readonly amount: SafeText;
  readonly createdAt: SafeText;
  readonly createdBy: SafeText;
  readonly startedAt: SafeText;
  readonly finishedAt: SafeText;
  readonly took: SafeText | null;
  readonly attempt: number;
  readonly failure: SafeText | null;
  readonly report: ReportView | null;
}

/** What a job did. */
export interface ReportView {
  readonly lines: readonly SafeText[];
  readonly quarantined: number;
  readonly quarantineReasons: readonly SafeText[];
  readonly warnings: readonly SafeText[];
}

const ACTIVE = new Set<ApiJobState>(["QUEUED", "RUNNING", "PAUSING", "PAUSED", "CANCELING"]);
const WORDS: Record<ApiJobState, SafeText> = {
  QUEUED: text`QUEUED`,
  RUNNING: text`RUN`,
  PAUSING: text`PAUSING`,
  PAUSED: text`PAUSED`,
  CANCELING: text`STOPPING`,
  CANCELED: text`CANCELED`,
  SUCCEEDED: text`DONE`,
  FAILED: text`FAILED`,
};
const PHASES: Record<ApiJob["progress"]["phase"], SafeText> = {
  WAITING: text`waiting`,
  READING: text`reading`,
  FETCHING: text`fetching`,
  INDEXING: text`making searchable`,
  DONE: text`done`,
};

export function isActive(state: ApiJobState): boolean {
  return ACTIVE.has(state);
}

export function toJobRow(job: ApiJob): JobRow {
  const { progress } = job;
  return {
    id: job.id,
    shortId: shortId(job.id),
    kind: safeText(job.kind.toLowerCase()),
    title: safeText(job.title),
    state: job.state,
    stateWord: isWaiting(job) ? text`WAITING` : (WORDS[job.state] ?? safeText(job.state)),
    isActive: isActive(job.state),
    actions: new Set(job.availableActions),
    priority: job.priority,
    fraction: job.state === "SUCCEEDED" ? 1 : progress.fraction,
    percent: percentOf(job),
    messages: count(progress.messages),
    rate: rate(job.state === "RUNNING" ? progress.perSecond : null),
    timeLeft: timeLeft(job.state === "RUNNING" ? progress.etaSeconds : null),
    phase: PHASES[progress.phase] ?? safeText(progress.phase),
    waiting: waitingOf(progress),
    waits: waitsOf(progress),
    amount: amountOf(progress),
    createdAt: instant(job.createdAt),
    createdBy: safeText(job.createdBy),
    startedAt: instant(job.startedAt),
    finishedAt: instant(job.finishedAt),
    took: tookOf(job),
    attempt: job.attempt,
    failure: job.failure
      ? text`${safeText(job.failure.message)} (${safeText(job.failure.code)})`
      : null,
    report: job.result ? toReport(job.result) : null,
  };
}

/** The report of a job, one fact a line. */
export function toReport(report: NonNullable<ApiJob["result"]>): ReportView {
  const lines = [
    text`${plural(report.messagesAdded, "message")} added`,
    text`${count(report.messagesAlreadyPresent)} already there`,
    text`${plural(report.revisionsAdded, "new version")} of messages`,
    text`${plural(report.filesRecorded, "file")} recorded`,
  ];
  return {
    lines: [...lines, ...ownLines(report)],
    quarantined: report.quarantined,
    quarantineReasons: report.quarantineReasons.map(
      ({ reason, count: times, example }) =>
        text`${count(times)} × ${safeText(reason)} (for example ${safeText(example)})`,
    ),
    warnings: report.warnings.map((warning) => safeText(warning)),
  };
}

/** What only one kind of job can tell. */
function ownLines(report: NonNullable<ApiJob["result"]>): SafeText[] {
  if (report.__typename === "ImportReport") return [text`${plural(report.channels, "channel")}`];
  const { idsExamined, absent, requests, waits, waitedSeconds } = report;
  return [
    text`${plural(idsExamined, "id")} examined, ${count(absent)} of them without a message`,
    waits === 0
      ? plural(requests, "request")
      : text`${plural(requests, "request")}, ${plural(waits, "wait")} of ${elapsed(waitedSeconds * 1000)} in all`,
  ];
}

/** The part of a global id that tells jobs apart at a glance. */
export function shortId(id: string): SafeText {
  return safeText(id.length > 10 ? `…${id.slice(-9)}` : id);
}

function percentOf({ state, progress }: ApiJob): SafeText {
  if (state === "SUCCEEDED") return percent(1);
  // A job that is not over is never at 100 %.
  return progress.fraction === null ? text`—` : percent(Math.min(progress.fraction, 0.999));
}

function amountOf({ done, total, unit }: ApiJob["progress"]): SafeText {
  const shown = (value: string) =>
    unit === "BYTES" || unit === "bytes" ? bytes(value) : count(value);
  const of = total === null ? text`` : text` of ${shown(total)}`;
  const suffix =
    unit === null || /^bytes$/i.test(unit) ? text`` : text` ${safeText(unit.toLowerCase())}`;
  return text`${shown(done)}${of}${suffix}`;
}

function isWaiting({ state, progress }: ApiJob): boolean {
  return state === "RUNNING" && waitingOf(progress) !== null;
}

function waitsOf({ waitingReason, waitingUntil }: ApiJob["progress"]): SafeText {
  if (waitingUntil !== null) return text`until ${clockTime(Date.parse(waitingUntil))}`;
  return waitingReason === null ? text`` : safeText(waitingReason);
}

function waitingOf({ phase, waitingReason, waitingUntil }: ApiJob["progress"]): SafeText | null {
  if (phase !== "WAITING" || waitingReason === null) return null;
  const until = waitingUntil === null ? text`` : text` until ${instant(waitingUntil)}`;
  return text`waiting${until}: ${safeText(waitingReason)}`;
}

function tookOf({ startedAt, finishedAt }: ApiJob): SafeText | null {
  if (startedAt === null || finishedAt === null) return null;
  return elapsed(Date.parse(finishedAt) - Date.parse(startedAt));
}
