import { ImportRejected } from "../domain/errors.ts";
import type { ImportReport, Job } from "../domain/job.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { ExportSource, OpenExports } from "../ports/export-source.ts";
import type { JobStore } from "../ports/job-store.ts";
import type { SearchIndex } from "../ports/search-index.ts";
import { importExports } from "./import-pages.ts";
import type { Step, Work } from "./run-job.ts";

/** What an import job works with. */
export interface ImportParts {
  readonly store: ArchiveStore;
  readonly jobs: Pick<JobStore, "readTotals">;
  readonly openExports: OpenExports;
  /** Null: nothing is indexed, and a job is done when it has read everything. */
  readonly searchIndex: SearchIndex | null;
  readonly clock: Clock;
}

const INDEXING_POLL = 500;

/** The work of an import job: it is done when what it read can be found by searching. */
export function importWork(parts: ImportParts): Work<"import"> {
  return async (job, signal, report) => {
    const { paths, timeZone, channelId } = job.input;
    const sources = await openAll(parts.openExports, paths);
    const options = {
      ...(timeZone === null ? {} : { timeZone }),
      ...(channelId === null ? {} : { channelId }),
    };
    let messages = 0;
    const result = await importExports({
      ...{ sources, store: parts.store, options, jobId: job.id, signal },
      onProgress: ({ bytesDone, bytesTotal, ...progress }) => {
        messages = progress.messages;
        parts.searchIndex?.wake();
        report({ phase: "reading", done: bytesDone, total: bytesTotal, unit: "bytes", messages });
      },
    });
    if (parts.searchIndex !== null) await waitForIndex(parts, job, signal, messages, report);
    // The last word on a finished job: everything it read, whatever the unit was on the way.
    report({ phase: "indexing", done: messages, total: messages, unit: "messages", messages });
    const totals = await parts.jobs.readTotals(job.id);
    return withEarlierAttempts(result, totals);
  };
}

/** The exports at these paths, each once. Throws ImportRejected. */
export async function openAll(
  openExports: OpenExports,
  paths: readonly string[],
): Promise<ExportSource[]> {
  const sources = new Map<string, ExportSource>();
  for (const path of paths) {
    for (const source of await openExports(path)) sources.set(source.path, source);
  }
  if (sources.size === 0) throw new ImportRejected("There is no Telegram export at these paths.");
  return [...sources.values()];
}

async function waitForIndex(
  { searchIndex, clock }: ImportParts,
  job: Job,
  signal: AbortSignal,
  messages: number,
  report: (step: Step) => void,
): Promise<void> {
  const finished = new AbortController();
  const whenIndexed = searchIndex!.whenIndexed(job.id, signal).finally(() => finished.abort());
  whenIndexed.catch(() => {});
  let most = 0;
  while (!finished.signal.aborted) {
    const pending = await searchIndex!.pendingMessages(job.id);
    most = Math.max(most, pending);
    report({ phase: "indexing", done: most - pending, total: most, unit: "messages", messages });
    await clock.sleep(INDEXING_POLL, finished.signal).catch(() => {});
  }
  await whenIndexed;
}

/**
 * Counts what earlier, interrupted attempts of the job committed as this job's work: they were
 * there already only because it had begun.
 */
function withEarlierAttempts(
  report: ImportReport,
  totals: Pick<ImportReport, "messagesAdded" | "revisionsAdded" | "filesRecorded">,
): ImportReport {
  const seen = report.messagesAdded + report.messagesAlreadyPresent + report.revisionsAdded;
  const messagesAdded = Math.max(report.messagesAdded, totals.messagesAdded);
  const revisionsAdded = Math.max(report.revisionsAdded, totals.revisionsAdded);
  return {
    ...report,
    messagesAdded,
    revisionsAdded,
    filesRecorded: Math.max(report.filesRecorded, totals.filesRecorded),
    messagesAlreadyPresent: Math.max(0, seen - messagesAdded - revisionsAdded),
  };
}
