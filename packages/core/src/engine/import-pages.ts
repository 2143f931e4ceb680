import type { ImportReport } from "../domain/job.ts";
import { MAX_PAGE_MESSAGES } from "../domain/page.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import type { ExportItem, ExportOptions, ExportSource } from "../ports/export-source.ts";
import { ReportBuilder } from "./import-report.ts";

/** What is committed so far. */
export interface ImportProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  /** Messages looked at: new ones, known ones and new versions of them. */
  readonly messages: number;
}

export interface ImportRequest {
  readonly sources: readonly ExportSource[];
  readonly store: ArchiveStore;
  readonly options: Omit<ExportOptions, "signal">;
  readonly jobId: string | null;
  /** Heard between two pages. */
  readonly signal: AbortSignal;
  /** Told after each commit, never of anything that is not committed. */
  readonly onProgress?: (progress: ImportProgress) => void;
}

type MessagesItem = Extract<ExportItem, { type: "messages" }>;

/** Pages that may be under way: one that commits, one to be compared, one that is made ready. */
const MAX_COMMITS = 3;

/**
 * Imports exports, one after the other. While a page commits the next ones are read, and no more
 * than that: memory stays flat whatever the export's size. Nothing of an export proves what its
 * channel holds besides, so coverage is left alone. May be repeated after any failure.
 *
 * Throws ImportRejected for what is no export, what the store throws, and the signal's reason.
 */
export async function importExports(request: ImportRequest): Promise<ImportReport> {
  const { sources, store, signal } = request;
  const report = new ReportBuilder();
  const bytesTotal = sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let bytesBefore = 0;
  const commits: Promise<void>[] = [];
  const settle = async (atMost: number): Promise<void> => {
    while (commits.length > atMost) await commits.shift();
  };
  try {
    for (const source of sources) {
      for await (const item of source.read({ ...request.options, signal })) {
        signal.throwIfAborted();
        if (item.type === "warning") {
          report.addWarning(item.message);
          continue;
        }
        if (item.type === "channel") {
          await settle(0);
          report.addChannel(item.channel.id);
          await store.saveChannel(item.channel);
          continue;
        }
        await settle(MAX_COMMITS - 1);
        const committing = commit(request, report, item, bytesBefore, bytesTotal);
        // It is awaited when its turn comes; until then a failure must not count as unhandled.
        committing.catch(() => {});
        commits.push(committing);
      }
      await settle(0);
      bytesBefore += source.sizeBytes;
      request.onProgress?.({ bytesDone: bytesBefore, bytesTotal, messages: report.messages });
    }
    signal.throwIfAborted();
    return report.build();
  } finally {
    await Promise.allSettled(commits);
  }
}

async function commit(
  { store, jobId, signal, onProgress }: ImportRequest,
  report: ReportBuilder,
  item: MessagesItem,
  bytesBefore: number,
  bytesTotal: number,
): Promise<void> {
  const { channelId, messages } = item;
  for (let first = 0; first === 0 || first < messages.length; first += MAX_PAGE_MESSAGES) {
    signal.throwIfAborted();
    const result = await store.commitPage({
      channelId,
      jobId,
      source: "import",
      messages: messages.slice(first, first + MAX_PAGE_MESSAGES),
      quarantined: first === 0 ? item.quarantined : [],
      proves: null,
    });
    report.addResult(result);
  }
  const bytesDone = bytesBefore + item.bytesRead;
  onProgress?.({ bytesDone, bytesTotal, messages: report.messages });
}
