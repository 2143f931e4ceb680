import type { Archive, Job } from "@telekeep/core";
import { isFinal } from "@telekeep/core";

import type { JobShape } from "../shapes.ts";
import type { JobRate } from "./job-rate.ts";
import { NO_RATE, RateWindow } from "./job-rate.ts";
import { ProgressHub } from "./progress-hub.ts";

/** One event of a job's subscription. */
export interface JobUpdate {
  readonly job: JobShape;
  /** Newer states that replaced older ones unseen since the last event. */
  readonly conflatedCount: number;
  readonly isFinal: boolean;
}

type JobSource = Pick<Archive, "getJob" | "onJobChange">;

/** Live progress of jobs, with their rates; all of it from states that were committed. */
export class JobFeed implements Disposable {
  readonly #source: JobSource;
  readonly #now: () => number;
  readonly #hub = new ProgressHub<string, Job>();
  readonly #rates = new Map<string, RateWindow>();
  readonly #stopListening: () => void;

  /** @param now milliseconds since 1970 */
  constructor(source: JobSource, now: () => number) {
    this.#source = source;
    this.#now = now;
    this.#stopListening = source.onJobChange((job) => this.#take(job));
  }

  /** How fast a job goes of late. */
  rateOf(jobId: string): JobRate {
    return this.#rates.get(jobId)?.rate(this.#now()) ?? NO_RATE;
  }

  /**
   * A job's current state, then each newer one that its reader has time for; ends after a final
   * state. Throws NotFound at the first reading.
   */
  follow(jobId: string): AsyncIterableIterator<JobUpdate> {
    // Before the state is read, so that none falls between the two.
    const changes = this.#hub.watch(jobId);
    let first: Promise<Job> | null = this.#source.getJob(jobId);
    first.catch(() => {});
    let isOver = false;
    const finish = async (): Promise<IteratorResult<JobUpdate>> => {
      isOver = true;
      await changes.return?.();
      return { done: true, value: undefined };
    };
    const updates: AsyncIterableIterator<JobUpdate> = {
      next: async () => {
        if (isOver) return finish();
        const current = await readFirst();
        // A change that came meanwhile goes first: the state that was read follows it as a change.
        const taken =
          current && !changes.hasNext
            ? { done: false as const, value: { state: current, conflatedCount: 0 } }
            : await changes.next();
        if (taken.done) return finish();
        const { state, conflatedCount } = taken.value;
        if (isFinal(state.state)) isOver = true;
        return {
          done: false,
          value: { job: jobShape(state), conflatedCount, isFinal: isFinal(state.state) },
        };
      },
      return: finish,
      [Symbol.asyncIterator]: () => updates,
    };
    const readFirst = async (): Promise<Job | null> => {
      if (first === null) return null;
      const reading = first;
      first = null;
      try {
        return await reading;
      } catch (error) {
        await finish();
        throw error;
      }
    };
    return updates;
  }

  /** Ends all subscriptions. */
  [Symbol.dispose](): void {
    this.#stopListening();
    this.#hub.close();
  }

  #take(job: Job): void {
    if (isFinal(job.state)) {
      this.#rates.delete(job.id);
    } else if (job.progress) {
      const window = this.#rates.get(job.id) ?? new RateWindow();
      this.#rates.set(job.id, window);
      window.add(job.progress);
    }
    this.#hub.publish(job.id, job);
  }
}

function jobShape(job: Job): JobShape {
  const date = (milliseconds: number | null) =>
    milliseconds === null ? null : new Date(milliseconds);
  return {
    ...job,
    input: job.input as unknown as JobShape["input"],
    progress: job.progress as unknown as JobShape["progress"],
    result: job.result as unknown as JobShape["result"],
    failure: job.failure as unknown as JobShape["failure"],
    createdAt: new Date(job.createdAt),
    startedAt: date(job.startedAt),
    finishedAt: date(job.finishedAt),
  };
}
