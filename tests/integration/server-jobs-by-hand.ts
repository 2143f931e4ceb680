import type { Job, JobState } from "@telekeep/core";
import { NotFound } from "@telekeep/core";

/** The one job there is. */
export const JOB_ID = "11111111-1111-4111-8111-111111111111";
/** Its id in the API. */
export const NODE_ID = Buffer.from(`Job:${JOB_ID}`).toString("base64url");
/** Watches it. */
export const QUERY = `subscription { jobProgress(id: "${NODE_ID}") {
  conflatedCount isFinal emittedAt job { id state title progress { done total fraction messages unit
    phase perSecond etaSeconds } availableActions } } }`;

/** Jobs that change when a test says so. */
export class JobsByHand {
  readonly listeners = new Set<(job: Job) => void>();
  current: Job = job("running", 0);
  getJob = async (id: string): Promise<Job> => {
    if (id !== JOB_ID) throw new NotFound(id, "There is no such job.");
    return this.current;
  };
  onJobChange = (listener: (job: Job) => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  change(next: Job): void {
    this.current = next;
    for (const listener of this.listeners) listener(next);
  }
}

/** The job in a state, with so much done of 4,000. */
export function job(state: JobState, done: number, at = Date.now()): Job<"import"> {
  return {
    ...{ id: JOB_ID, kind: "import", state, priority: 0, attempt: 1, createdBy: "owner" },
    input: { paths: ["/exports/result.json"], timeZone: null, channelId: null },
    progress: {
      phase: "reading",
      done,
      total: 4000,
      unit: "bytes",
      messages: done,
      updatedAt: at,
      reason: null,
      until: null,
    } as Job["progress"],
    ...{ result: null, failure: null, createdAt: 0, startedAt: 0, finishedAt: null },
  };
}
