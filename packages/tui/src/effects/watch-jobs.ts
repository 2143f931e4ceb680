import { safeText, text } from "../format/safe-text.ts";
import { type ApiJob, JobProgressSubscription, JobsQuery } from "../operations/jobs.ts";
import { OverviewQuery } from "../operations/server.ts";
import { isActive, type JobRow, toJobRow } from "../view/job-row.ts";
import { type EffectContext, toast } from "./session.ts";

const LISTED = 100;
/** The server allows twenty subscriptions a connection. */
const MOST_FOLLOWED = 16;

export interface WatchJobs {
  /** Loads the list. @throws ClientFailure */
  load(): Promise<void>;
  /** A cheap look for jobs that others started. @throws ClientFailure */
  beat(): Promise<void>;
  /** Shows a job that an action of ours has returned, and follows it. */
  accept(job: ApiJob): void;
}

/**
 * Keeps the jobs in the store up to date: a list once, then one subscription for each active job.
 * @param onAdvance called when a job has archived something
 */
export function watchJobs(context: EffectContext, onAdvance: () => void): WatchJobs {
  const followed = new Set<string>();

  const accept = (job: ApiJob) => {
    const row = toJobRow(job);
    context.store.post((state) => ({
      ...state,
      jobs: { ...state.jobs, rows: place(state.jobs.rows ?? [], row) },
    }));
    if (row.isActive) void follow(job.id);
  };

  const follow = async (id: string) => {
    if (followed.has(id) || followed.size >= MOST_FOLLOWED) return;
    followed.add(id);
    try {
      for await (const { jobProgress } of context.client.subscribe(
        JobProgressSubscription,
        { id },
        context.signal,
      )) {
        accept(jobProgress.job);
        onAdvance();
        if (!isActive(jobProgress.job.state)) announce(context, toJobRow(jobProgress.job));
      }
    } catch {
      // The connection's keeper notices, and the next snapshot finds the job again.
    } finally {
      followed.delete(id);
    }
  };

  return {
    accept,
    async load() {
      const { jobs } = await context.client.request(
        JobsQuery,
        { first: LISTED, after: null, states: null },
        { signal: context.signal },
      );
      const all = jobs.edges.flatMap((edge) => (edge ? [edge.node] : []));
      context.store.post((state) => ({
        ...state,
        jobs: { ...state.jobs, rows: all.map(toJobRow) },
      }));
      for (const job of all) if (isActive(job.state)) void follow(job.id);
    },
    async beat() {
      const { server, jobs, channels } = await context.client.request(
        OverviewQuery,
        {},
        { signal: context.signal },
      );
      context.store.post((state) => ({
        ...state,
        server: { ...state.server, version: safeText(server.version) },
        connection: { ...state.connection, dataAt: context.now() },
      }));
      const known = context.store.get();
      for (const edge of jobs.edges) if (edge && !followed.has(edge.node.id)) accept(edge.node);
      // Another client may have finished an import between two beats.
      if (channels.totalCount.value !== known.channels.rows?.length) onAdvance();
      const active = new Set(jobs.edges.map((edge) => edge?.node.id));
      if (known.jobs.rows?.some((row) => row.isActive && !active.has(row.id))) await this.load();
    },
  };
}

/** Puts a job in its place: where it stands already, or first. */
function place(rows: readonly JobRow[], row: JobRow): readonly JobRow[] {
  const at = rows.findIndex(({ id }) => id === row.id);
  return at === -1 ? [row, ...rows] : rows.with(at, row);
}

function announce(context: EffectContext, row: JobRow): void {
  if (row.state === "SUCCEEDED") toast(context, "good", text`Done: ${row.title}`);
  else if (row.state === "CANCELED") toast(context, "good", text`Canceled: ${row.title}`);
  else toast(context, "bad", text`Failed: ${row.failure ?? row.title}`);
}
