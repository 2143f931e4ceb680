import type { AccountStore } from "../ports/account-store.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobStore, JobTotals } from "../ports/job-store.ts";
import type { MessageSource } from "../ports/message-source.ts";
import type { SearchIndex } from "../ports/search-index.ts";
import type { TargetStore } from "../ports/target-store.ts";
import type { ArchiveReport } from "./archive-channel.ts";
import { archiveChannel } from "./archive-channel.ts";
import { chooseAccess } from "./choose-access.ts";
import type { FloodGate } from "./flood-gate.ts";
import type { OpenAccounts } from "./open-accounts.ts";
import { refreshChannel } from "./refresh-channel.ts";
import type { Step, Work } from "./run-job.ts";
import type { Wait } from "./wait.ts";
import { whileUnavailable } from "./while-unavailable.ts";
import { WorkerCounter } from "./worker-counter.ts";

/** What a backfill works with. */
export interface BackfillParts {
  readonly store: ArchiveStore;
  readonly targets: TargetStore;
  readonly accounts: AccountStore;
  readonly connections: OpenAccounts;
  readonly gate: FloodGate;
  readonly jobs: Pick<JobStore, "readTotals">;
  /** Woken after commits; null when this process has none. */
  readonly searchIndex: Pick<SearchIndex, "wake"> | null;
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  readonly random: () => number;
}

/**
 * The work of a backfill job: the wanted part of a channel is covered when it is done. A lost
 * connection is opened again, as often as it takes; coverage says where to go on.
 */
export function backfillWork(parts: BackfillParts): Work<"backfill"> {
  return async (job, signal, report) => {
    const access = await chooseAccess(parts, job.input);
    const counter = new WorkerCounter(job.progress?.counted, parts.clock);
    let step: Step = {
      ...{ phase: "fetching", done: 0, total: null, unit: "ids" },
      messages: messagesOf(await parts.jobs.readTotals(job.id)),
    };
    const tell = (change: Partial<Step>): void =>
      report((step = { ...step, ...change, counted: counter.counts }));
    const hear = (wait: Wait | null): Partial<Step> => {
      counter.waiting(wait);
      return waiting(wait);
    };
    const retry = {
      ...{ clock: parts.clock, random: parts.random, signal },
      onWait: (wait: Wait | null) => tell(hear(wait)),
    };
    const fetch = async (source: MessageSource): Promise<ArchiveReport> => {
      await refreshChannel(parts, source, access, signal);
      const earlier = step.messages;
      counter.reconnected();
      return await archiveChannel({
        ...{ ...parts, ...retry, source, access, jobId: job.id },
        bounds: job.input,
        order: job.input.order,
        onProgress: ({ idsDone, idsTotal, messages, requests, wait }) => {
          parts.searchIndex?.wake();
          counter.asked(requests);
          const sums = { done: idsDone, total: idsTotal, messages: earlier + messages };
          tell({ ...hear(wait), ...sums });
        },
      });
    };
    const result = await whileUnavailable(
      () => parts.connections.use(access.accountId, signal, fetch),
      retry,
    );
    const totals = await parts.jobs.readTotals(job.id);
    // Pages that were looked at again, to find the newest message, do not count twice.
    tell({ messages: messagesOf(totals) });
    return { ...totals, ...counter.counts, warnings: warningsOf(result) };
  };
}

function messagesOf(totals: JobTotals): number {
  return totals.messagesAdded + totals.messagesAlreadyPresent + totals.revisionsAdded;
}

function waiting(wait: Wait | null): Pick<Step, "phase" | "reason" | "until"> {
  return wait === null
    ? { phase: "fetching", reason: null, until: null }
    : { phase: "waiting", reason: wait.reason, until: wait.until };
}

/** Why there was nothing to do, so that nobody takes it for a failure. */
function warningsOf({ topMessageId, bounds }: ArchiveReport): string[] {
  if (topMessageId === null) return ["The channel has no messages."];
  if (bounds !== null) return [];
  return [`No message lies within these bounds; the newest one is ${topMessageId}.`];
}
