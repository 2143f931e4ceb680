import { bytes, count, percent, plural, rate } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { elapsed, instant, timeLeft } from "../format/time.ts";
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
  readonly canCancel: boolean;
  /** Null while the total is unknown. */
  readonly fraction: number | null;
  readonly percent: SafeText;
  readonly messages: SafeText;
  readonly rate: SafeText;
  readonly timeLeft: SafeText;
  readonly phase: SafeText;
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

/** What an import did. */
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
    stateWord: WORDS[job.state] ?? safeText(job.state),
    isActive: isActive(job.state),
    canCancel: job.availableActions.includes("CANCEL"),
    fraction: job.state === "SUCCEEDED" ? 1 : progress.fraction,
    percent: percentOf(job),
    messages: count(progress.messages),
    rate: rate(job.state === "RUNNING" ? progress.perSecond : null),
    timeLeft: timeLeft(job.state === "RUNNING" ? progress.etaSeconds : null),
    phase: PHASES[progress.phase] ?? safeText(progress.phase),
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

/** The report of an import, one fact a line. */
export function toReport(report: NonNullable<ApiJob["result"]>): ReportView {
  const lines = [
    text`${plural(report.messagesAdded, "message")} added`,
    text`${count(report.messagesAlreadyPresent)} already there`,
    text`${plural(report.revisionsAdded, "new version")} of messages`,
    text`${plural(report.filesRecorded, "file")} recorded`,
    text`${plural(report.channels, "channel")}`,
  ];
  return {
    lines,
    quarantined: report.quarantined,
    quarantineReasons: report.quarantineReasons.map(
      ({ reason, count: times, example }) =>
        text`${count(times)} × ${safeText(reason)} (for example ${safeText(example)})`,
    ),
    warnings: report.warnings.map((warning) => safeText(warning)),
  };
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

function tookOf({ startedAt, finishedAt }: ApiJob): SafeText | null {
  if (startedAt === null || finishedAt === null) return null;
  return elapsed(Date.parse(finishedAt) - Date.parse(startedAt));
}
