import type { Account, AccountId } from "../domain/account.ts";
import { InvalidState, NotFound } from "../domain/errors.ts";
import type { BackfillCounts, BackfillInput, BackfillReport } from "../domain/job.ts";

import type { ChannelAccess } from "../domain/target.ts";
import type { AccountStore } from "../ports/account-store.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobStore } from "../ports/job-store.ts";
import type { SearchIndex } from "../ports/search-index.ts";
import type { TargetStore } from "../ports/target-store.ts";
import type { ArchiveReport } from "./archive-channel.ts";
import { archiveChannel } from "./archive-channel.ts";
import type { ArchiveProgress } from "./archive-progress.ts";
import type { FloodGate } from "./flood-gate.ts";
import type { OpenAccounts } from "./open-accounts.ts";
import type { Step, Work } from "./run-job.ts";
import { whileUnavailable } from "./while-unavailable.ts";

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

const NOTHING: BackfillCounts = { idsExamined: 0, messagesAlreadyPresent: 0, absent: 0 };

/**
 * The work of a backfill job: the wanted part of a channel is covered when it is done. A lost
 * connection is opened again, as often as it takes; coverage says where to go on.
 */
export function backfillWork(parts: BackfillParts): Work<"backfill"> {
  return async (job, signal, report) => {
    const access = await chooseAccess(parts, job.input);
    const before = job.progress?.counted ?? NOTHING;
    const earlier = job.progress?.messages ?? 0;
    let step: Step = {
      ...{ phase: "fetching", done: 0, total: null, unit: "ids", messages: earlier },
      counted: before,
    };
    const tell = (change: Partial<Step>): void => report((step = { ...step, ...change }));
    const retry = {
      ...{ clock: parts.clock, random: parts.random, signal },
      onWait: (wait: ArchiveProgress["wait"]) => tell(waiting(wait)),
    };
    const result = await whileUnavailable(
      () =>
        parts.connections.use(access.accountId, signal, (source) =>
          archiveChannel({
            ...{ ...parts, ...retry, source, access, jobId: job.id },
            bounds: job.input,
            order: job.input.order,
            onProgress: (progress) => {
              parts.searchIndex?.wake();
              tell({
                ...waiting(progress.wait),
                ...{ done: progress.idsDone, total: progress.idsTotal },
                messages: earlier + progress.messages,
              });
            },
          }),
        ),
      retry,
    );
    return summarise(result, before, await parts.jobs.readTotals(job.id));
  };
}

/**
 * The way to a channel: by the account that was asked for, or the one that saw the channel last.
 * Throws NotFound when no account has seen it, and InvalidState when none of them is signed in.
 */
async function chooseAccess(
  { targets, accounts }: BackfillParts,
  { channelId, accountId }: BackfillInput,
): Promise<ChannelAccess> {
  const ways = await targets.accessTo(channelId);
  const wanted = ways.filter((way) => accountId === null || way.accountId === accountId);
  if (wanted.length === 0) {
    throw new NotFound(
      String(channelId),
      "No account here has seen this channel; add it with an account that can.",
    );
  }
  const all = new Map((await accounts.list()).map((account) => [account.id, account]));
  const isReady = (id: AccountId): boolean => all.get(id)?.state === "ready";
  const access = wanted.find((way) => isReady(way.accountId));
  if (access === undefined) throw notSignedIn(all.get(wanted[0]!.accountId));
  return access;
}

function notSignedIn(account: Account | undefined): InvalidState {
  return new InvalidState(
    account?.state ?? "signed_out",
    `The account ${account?.label ?? ""} that can see this channel is not signed in; sign in again.`,
  );
}

function waiting(wait: ArchiveProgress["wait"]): Pick<Step, "phase" | "reason" | "until"> {
  return wait === null
    ? { phase: "fetching", reason: null, until: null }
    : { phase: "waiting", reason: wait.reason, until: wait.until };
}

/** What the workers counted, and what the commits of all attempts add up to. */
function summarise(
  result: ArchiveReport,
  before: BackfillCounts,
  totals: Awaited<ReturnType<JobStore["readTotals"]>>,
): BackfillReport {
  return {
    idsExamined: before.idsExamined + result.idsExamined,
    messagesAdded: Math.max(totals.messagesAdded, result.messagesAdded),
    messagesAlreadyPresent: before.messagesAlreadyPresent + result.messagesAlreadyPresent,
    revisionsAdded: Math.max(totals.revisionsAdded, result.revisionsAdded),
    quarantined: Math.max(totals.quarantined, result.quarantined),
    absent: before.absent + result.absent,
    warnings: [],
  };
}
