import { BLANK, type Line, line, span } from "../components/line.ts";
import { fit, fitRight } from "../format/fit.ts";
import { count, plural } from "../format/number.ts";
import { type SafeText, text } from "../format/safe-text.ts";
import { wrap } from "../format/wrap.ts";
import { type AppState, activeJobs, listedJobs } from "../state/app-state.ts";
import { visible } from "../state/list-window.ts";
import { glyphs, type Role } from "../theme.ts";
import type { JobRow } from "../view/job-row.ts";
import { rule } from "./frame.ts";
import { bodyHeight, jobsLayout } from "./layout.ts";

const ROLES: Record<JobRow["state"], Role> = {
  QUEUED: "dim",
  RUNNING: "good",
  PAUSING: "warn",
  PAUSED: "dim",
  CANCELING: "warn",
  CANCELED: "dim",
  SUCCEEDED: "plain",
  FAILED: "bad",
};

function roleOf({ state, waiting }: JobRow): Role {
  return state === "RUNNING" && waiting !== null ? "warn" : ROLES[state];
}

const SAFE_TO_STOP = text` · each page is committed whole: stopping loses nothing`;

/** The job screen: the list, or one job with all that is known of it. */
export function jobsScreen(state: AppState): Line[] {
  const { rows, openId, list, showsOnlyActive } = state.jobs;
  if (rows === null) return [BLANK, line(span(text`   Loading…`, "dim"))];
  const open = rows.find(({ id }) => id === openId);
  if (open) return detail(open, state);
  const jobs = listedJobs(state);
  const layout = jobsLayout(state);
  const shown = visible(list, jobs.length, layout.list);
  const filter = showsOnlyActive ? text`   (active only, f shows all)` : text``;
  const lines = [
    line(
      span(
        text` ${plural(activeJobs(state).length, "job")} active · ${plural(rows.length, "job")} known`,
        "strong",
      ),
      span(filter, "dim"),
    ),
    heading(state.size.columns),
    ...(jobs.length === 0 ? nothing(showsOnlyActive) : []),
    ...jobs
      .slice(shown.from, shown.to)
      .map((job, index) => rowLine(job, shown.from + index === shown.cursor, state)),
  ];
  while (lines.length < 2 + layout.list) lines.push(BLANK);
  const selected = jobs[shown.cursor];
  return layout.strip > 0 && selected
    ? [...lines, rule(state), ...detailLines(selected, state).slice(0, layout.strip - 1)]
    : lines;
}

function heading(width: number): Line {
  const started = width >= 80 ? text`${fit(text`STARTED (UTC)`, 20)}  ` : text``;
  return line(
    span(
      text`   ${fit(text`STATE`, 8)}  ${fit(text`KIND`, 8)} ${fitRight(text`DONE`, 6)}  ${fitRight(text`MESSAGES`, 10)}  ${started}TARGET`,
      "dim",
    ),
  );
}

function rowLine(job: JobRow, isSelected: boolean, { size, look }: AppState): Line {
  const cursor = (isSelected ? glyphs(look.isAscii).cursor : " ") as SafeText;
  const started = size.columns >= 80 ? text`${fit(job.startedAt, 20)}  ` : text``;
  return line(
    span(text` ${cursor} ${fit(job.stateWord, 8)}`, roleOf(job)),
    span(
      text`  ${fit(job.kind, 8)} ${fitRight(job.percent, 6)}  ${fitRight(job.messages, 10)}  ${started}${job.title}`,
      isSelected ? "strong" : "plain",
    ),
    span(job.waiting === null ? text`` : text` · ${job.waits}`, "warn"),
  );
}

function nothing(showsOnlyActive: boolean): Line[] {
  return [
    BLANK,
    line(
      showsOnlyActive
        ? text`   Nothing is running.`
        : text`   No jobs yet. Press i to import an export.`,
    ),
  ];
}

function detail(job: JobRow, state: AppState): Line[] {
  const lines = [
    ...detailLines(job, state),
    BLANK,
    ...(job.report === null ? [] : reportLines(job.report, state.size.columns)),
  ];
  const from = Math.min(state.jobs.scroll, Math.max(0, lines.length - bodyHeight(state)));
  return lines.slice(from);
}

function detailLines(job: JobRow, { size }: AppState): Line[] {
  const left = job.state === "RUNNING" ? text` · ${job.timeLeft} left` : text``;
  const phase = job.isActive ? text` · ${job.phase}` : text``;
  const urgency = job.priority === 0 ? text`` : text` · priority ${count(job.priority)}`;
  const took = job.took === null ? text`` : text` (took ${job.took})`;
  return [
    line(span(text` ${job.kind} ${job.title}`, "strong")),
    line(
      span(text` ${job.stateWord}`, roleOf(job)),
      text`${phase} · ${job.percent} · ${job.amount} · ${job.rate}${left}${urgency}`,
    ),
    ...(job.waiting === null
      ? []
      : wrap(job.waiting, size.columns - 2).map((each) => line(span(text` ${each}`, "warn")))),
    line(
      text` started ${job.startedAt} by ${job.createdBy} · attempt ${job.attempt} · finished ${job.finishedAt}${took}`,
    ),
    ...(job.failure === null
      ? []
      : wrap(job.failure, size.columns - 2).map((each) => line(span(text` ${each}`, "bad")))),
    line(span(text` job ${job.shortId}${job.isActive ? SAFE_TO_STOP : text``}`, "dim")),
  ];
}

function reportLines(report: NonNullable<JobRow["report"]>, width: number): Line[] {
  const wrapped = (value: SafeText, role: Role) =>
    wrap(value, width - 6).map((each) => line(span(text`     ${each}`, role)));
  return [
    line(span(text` Report`, "strong")),
    ...report.lines.map((each) => line(text`   ${each}`)),
    line(
      span(
        text`   ${report.quarantined} set aside because they could not be read`,
        report.quarantined > 0 ? "warn" : "plain",
      ),
    ),
    ...report.quarantineReasons.flatMap((reason) => wrapped(reason, "warn")),
    ...report.warnings.flatMap((warning) => wrapped(text`warning: ${warning}`, "warn")),
  ];
}
