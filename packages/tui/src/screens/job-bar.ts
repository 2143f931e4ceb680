import { type Line, line, span } from "../components/line.ts";
import { bar } from "../format/bar.ts";
import { fit, fitRight } from "../format/fit.ts";
import { text } from "../format/safe-text.ts";
import type { AppState } from "../state/app-state.ts";
import type { JobRow } from "../view/job-row.ts";

/** One line about a job that runs: ` RUN    ████▌░░░  43.7%  18,233 msgs  41/s  ~1h 52m  title` */
export function jobBar(job: JobRow, { size, look }: AppState): Line {
  const cells = size.columns >= 80 ? 16 : 8;
  const drawn = bar(job.fraction ?? 0, cells, look.isAscii);
  const left = size.columns >= 80 ? text`${fitRight(job.timeLeft, 8)}  ` : text``;
  return line(
    span(
      text`   ${fit(job.stateWord, 8)} `,
      job.state === "RUNNING" && job.waiting === null ? "good" : "warn",
    ),
    span(text`${drawn} ${fitRight(job.percent, 6)} `, "accent"),
    text` ${fitRight(job.messages, 10)} ${fitRight(job.rate, 7)} ${left} ${job.title}`,
  );
}
