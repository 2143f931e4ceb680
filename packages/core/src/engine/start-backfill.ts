import { Conflict, InvalidInput } from "../domain/errors.ts";
import { isMessageId } from "../domain/ids.ts";
import type { BackfillInput, Job, JobTask } from "../domain/job.ts";
import type { JobStore } from "../ports/job-store.ts";
import { refuseEmpty } from "./archive-channel.ts";
import type { AccessParts } from "./choose-access.ts";
import { chooseAccess } from "./choose-access.ts";

/** A request to fetch a channel's history from Telegram. */
export interface BackfillRequest extends BackfillInput {
  /** UUID that makes the request safe to repeat, or null. */
  readonly idempotencyKey: string | null;
  /** Who asks; recorded with the job. */
  readonly createdBy: string;
  /** Of queued jobs the greatest number starts first; 0 unless given. */
  readonly priority?: number;
}

/** The job of a request, and whether another one had asked for the same before. */
export interface StartedBackfill {
  readonly job: Job;
  readonly isAlreadyRunning: boolean;
}

type StartParts = AccessParts & { readonly jobs: Pick<JobStore, "create" | "findByKey" | "get"> };

/**
 * Queues the fetching of a channel. An active job that does the very same is answered instead of a
 * second one. Throws InvalidInput for bounds that hold nothing, NotFound when no account has seen
 * the channel, InvalidState when none that has is signed in, Conflict naming an active job with other
 * bounds, and IdempotencyConflict.
 */
export async function startBackfill(
  parts: StartParts,
  { idempotencyKey, createdBy, priority = 0, ...input }: BackfillRequest,
): Promise<StartedBackfill> {
  const { jobs } = parts;
  const task = { kind: "backfill", input } as const satisfies JobTask;
  if (idempotencyKey !== null) {
    // Before the rest is looked at: the request may be repeated when it could not be made anew.
    const earlier = await jobs.findByKey(idempotencyKey, task);
    if (earlier !== null) return { job: earlier, isAlreadyRunning: false };
  }
  refuseBounds(input);
  await chooseAccess(parts, input);
  try {
    const job = await jobs.create({ ...task, idempotencyKey, createdBy, priority });
    return { job, isAlreadyRunning: false };
  } catch (error) {
    const rival = error instanceof Conflict ? error.conflictingId : null;
    if (rival === null) throw error;
    const job = await jobs.get(rival);
    if (job.kind !== "backfill" || !isSame(job.input, input)) throw error;
    return { job, isAlreadyRunning: true };
  }
}

function refuseBounds(input: BackfillInput): void {
  for (const id of [input.from, input.to]) {
    if (id !== null && !(isMessageId(id) && id > 0)) {
      throw new InvalidInput(`Messages have the numbers 1 to 2147483647; ${id} is none of them.`);
    }
  }
  refuseEmpty(input);
}

function isSame(a: BackfillInput, b: BackfillInput): boolean {
  const keys = ["channelId", "accountId", "from", "to", "since", "until", "order"] as const;
  return keys.every((key) => a[key] === b[key]);
}
