import { bar } from "../format/bar.ts";
import { fit, join } from "../format/fit.ts";
import { text } from "../format/safe-text.ts";
import type { JobRow } from "../view/job-row.ts";

/** One line of a terminal that is redrawn in place; nothing at all where there is no terminal. */
export interface ProgressLine extends Disposable {
  show(job: JobRow): void;
}

/** Draws on stderr, so that stdout stays clean for the report. */
export function createProgressLine(
  stream: NodeJS.WriteStream,
  { isEnabled, isAscii }: { isEnabled: boolean; isAscii: boolean },
): ProgressLine {
  let isDrawn = false;
  return {
    show(job) {
      if (!isEnabled) return;
      const width = Math.max(20, (stream.columns ?? 80) - 1);
      stream.write(`\r${fit(progressText(job, width, isAscii), width)}`);
      isDrawn = true;
    },
    [Symbol.dispose]() {
      if (isDrawn) stream.write(`\r${" ".repeat(Math.max(20, (stream.columns ?? 80) - 1))}\r`);
    },
  };
}

function progressText(job: JobRow, width: number, isAscii: boolean) {
  if (job.waiting !== null) return text`${job.percent} · ${job.messages} messages · ${job.waiting}`;
  const left = job.timeLeft === "—" ? text`` : text` · ${job.timeLeft} left`;
  const facts = join([job.percent, text`${job.messages} messages`, job.rate, job.phase]);
  const cells = width >= 70 ? 20 : 10;
  return text`${bar(job.fraction ?? 0, cells, isAscii)} ${facts}${left}`;
}
