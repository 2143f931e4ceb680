import { openExports } from "./desktop-export/open-exports.ts";
import type { ImportInput, Job } from "./domain/job.ts";
import { importWork, openAll } from "./engine/run-import.ts";
import { JobRunner } from "./engine/run-jobs.ts";
import type { Clock } from "./ports/clock.ts";
import type { JobQuery } from "./ports/job-store.ts";
import type { Log } from "./ports/log.ts";
import { PostgresJobStore } from "./store/job-store.ts";
import { openDatabase } from "./store/open-database.ts";
import { PostgresStore } from "./store/postgres-store.ts";
import { SearchIndexer } from "./store/search-indexer.ts";
import { searchMessages } from "./store/search-messages.ts";
import type { SearchPage, SearchRequest } from "./store/search-request.ts";
import { systemClock } from "./system-clock.ts";

export interface ArchiveOptions {
  /** A `postgresql://` URL. The database is brought up to date. */
  readonly connectionString: string;
  readonly log: Log;
  /** Whether this process works on jobs and on the search index; true unless given. */
  readonly isWorker?: boolean;
  /** The machine's own time unless given. */
  readonly clock?: Clock;
}

/** A request to import exports of Telegram Desktop. */
export interface ImportRequest extends ImportInput {
  /** UUID that makes the request safe to repeat, or null. */
  readonly idempotencyKey: string | null;
  /** Who asks; recorded with the job. */
  readonly createdBy: string;
}

/** Told of each change of a job that this process sees, in order. */
export type JobListener = (job: Job) => void;

/** An open archive: everything that a server may ask of the core. */
export interface Archive extends AsyncDisposable {
  /**
   * Queues an import and answers its job; a repeated request gets the first one's job. Throws
   * ImportRejected when there is no export at a path, Conflict when one of the exports is being
   * imported already, and IdempotencyConflict.
   */
  importExports(request: ImportRequest): Promise<Job>;
  /** Ends a job as soon as it can stop. Throws NotFound, and InvalidState when it has ended. */
  cancelJob(id: string): Promise<Job>;
  /** Throws NotFound. */
  getJob(id: string): Promise<Job>;
  /** Newest first. */
  listJobs(query: JobQuery): Promise<readonly Job[]>;
  /** Listens to the jobs that run in this process; the answer ends it. */
  onJobChange(listener: JobListener): () => void;
  /**
   * One page of the messages that a query and a filter leave. Throws InvalidInput for what cannot
   * be searched for, and SearchTooSlow.
   */
  searchMessages(request: SearchRequest): Promise<SearchPage>;
  /** Messages that are archived and cannot be found by searching yet. */
  pendingSearchMessages(): Promise<number>;
}

/**
 * Opens an archive: the only place where use cases meet what they work with. Jobs that a dead
 * process left behind go on by themselves. Disposing gives running jobs back to the queue.
 *
 * @throws {TelekeepError} when the database cannot be used, saying what to do
 */
export async function openArchive(options: ArchiveOptions): Promise<Archive> {
  const { log, clock = systemClock, isWorker = true } = options;
  const warn = (message: string): void => log.warn({}, message);
  const pool = await openDatabase(options.connectionString, warn);
  await using undo = new AsyncDisposableStack();
  undo.defer(() => pool.end());
  const store = new PostgresStore(pool);
  const jobs = new PostgresJobStore(pool);

  const listeners = new Set<JobListener>();
  const onJobChange = (job: Job): void => {
    for (const listener of listeners) {
      try {
        listener(job);
      } catch (err) {
        log.error({ err }, "a listener to jobs failed");
      }
    }
  };

  // Without a worker's own indexer nothing here waits for the index; it only counts.
  const searchIndex = isWorker ? undo.use(new SearchIndexer({ pool, clock, log: warn })) : null;
  const work = importWork({ store, jobs, openExports, searchIndex, clock });
  const runner = isWorker ? undo.use(new JobRunner({ jobs, work, clock, log, onJobChange })) : null;
  const cleanUp = undo.move();

  return {
    async importExports({ paths, timeZone, channelId, idempotencyKey, createdBy }) {
      const input = { paths, timeZone, channelId };
      if (idempotencyKey !== null) {
        // Before the files are looked at: the request may be repeated when they are gone.
        const earlier = await jobs.findByKey(idempotencyKey, input);
        if (earlier !== null) return earlier;
      }
      const exports = (await openAll(openExports, paths)).map(({ path }) => path);
      const job = await jobs.create({ input, exports, idempotencyKey, createdBy });
      onJobChange(job);
      runner?.wake();
      return job;
    },
    async cancelJob(id) {
      const job = await jobs.cancel(id);
      onJobChange(job);
      runner?.cancel(id);
      return job;
    },
    getJob: (id) => jobs.get(id),
    listJobs: (query) => jobs.list(query),
    onJobChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    searchMessages: (request) => searchMessages(pool, request),
    pendingSearchMessages: () => store.countUnsearchable(),
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  };
}
