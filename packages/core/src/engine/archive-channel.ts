import type { Coverage, IdRange } from "../domain/coverage.ts";
import { countIds, EMPTY_COVERAGE, gapsWithin, subtract, union } from "../domain/coverage.ts";
import { InvalidInput } from "../domain/errors.ts";
import type { MessageId } from "../domain/ids.ts";
import { MAX_MESSAGE_ID } from "../domain/ids.ts";
import type { UnixSeconds } from "../domain/message.ts";
import type { ChannelAccess } from "../domain/target.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { MessageSource } from "../ports/message-source.ts";
import type { ArchiveProgress } from "./archive-progress.ts";
import { ProgressMeter } from "./archive-progress.ts";
import { CommitQueue } from "./commit-queue.ts";
import type { CommitSums } from "./commit-sums.ts";
import type { Examined, Questions } from "./examine-gap.ts";
import { examineGap } from "./examine-gap.ts";
import { findDate } from "./find-date.ts";
import { findTop } from "./find-top.ts";
import type { FloodGate } from "./flood-gate.ts";
import type { WalkOrder } from "./plan-gaps.ts";
import { nextGap } from "./plan-gaps.ts";
import { waitAfter, whileUnavailable } from "./while-unavailable.ts";

/** Which part of a channel is wanted; null for no bound. */
export interface ArchiveBounds {
  /** Least and greatest id, both included. */
  readonly from: MessageId | null;
  readonly to: MessageId | null;
  /** When a message was sent: the first second that counts, and the first that does not. */
  readonly since: UnixSeconds | null;
  readonly until: UnixSeconds | null;
}

export interface ArchiveRequest {
  readonly source: MessageSource;
  readonly access: ChannelAccess;
  /** Must know the channel already. */
  readonly store: ArchiveStore;
  readonly gate: FloodGate;
  readonly clock: Clock;
  /** At least 0 and less than 1; for the length of waits. */
  readonly random: () => number;
  /** The whole channel unless given. */
  readonly bounds?: ArchiveBounds;
  /** Newest first unless given. */
  readonly order?: WalkOrder;
  readonly jobId: string | null;
  /** Heard at any time, also in a wait; nothing is written after it. */
  readonly signal: AbortSignal;
  /** Told after each commit, and when a wait begins or ends. Must not throw. */
  readonly onProgress?: (progress: ArchiveProgress) => void;
}

/** What came of it; the sums are those of this call. */
export interface ArchiveReport extends CommitSums {
  /** The newest id when it began; null for a channel without messages. */
  readonly topMessageId: MessageId | null;
  /** What was to be covered: the wanted part up to the top; null when there is no id in it. */
  readonly bounds: IdRange | null;
}

/** Telegram's own bound. */
const PAGE_LIMIT = 100;
const EVERYTHING: ArchiveBounds = { from: null, to: null, since: null, until: null };

/**
 * Archives one channel until everything up to its present top, within the bounds, is covered. What
 * is covered already is left out, so this is also how work goes on after any end, and how a channel
 * is brought up to date. Each page is committed together with the range it proves; while one
 * commits, the next is asked for, and never more. After a failure nothing is under way any more.
 *
 * Waits for Telegram, as long as it is out of reach or demands a pause. Rejects with the signal's
 * reason, ChannelInaccessible, AccountRefused, PauseTooLong, ContradictoryAnswers, what the store
 * throws, InvalidInput for bounds that hold nothing, and with the reason of `source.closed`: if that
 * is SourceUnavailable, the same call with a new source goes on.
 */
export async function archiveChannel(request: ArchiveRequest): Promise<ArchiveReport> {
  const { source, access, store, order = "newest_first" } = request;
  const wanted = request.bounds ?? EVERYTHING;
  refuseEmpty(wanted);
  const meter = new ProgressMeter(request.clock, request.onProgress);
  await using commits = new CommitQueue({ ...request, ...access, meter });
  const signal = AbortSignal.any([request.signal, source.closed, commits.failed]);
  signal.throwIfAborted();

  const retry = { ...request, signal, onWait: meter.onWait };
  const questions: Questions = {
    channelId: access.channelId,
    ask: (start) =>
      whileUnavailable(() => {
        const ask = () => {
          meter.asked();
          return source.history({ access, start, limit: PAGE_LIMIT }, signal);
        };
        return request.gate.run(access.accountId, "history", ask, retry);
      }, retry),
    pause: (round) => waitAfter(round - 1, "Telegram's answers contradict each other.", retry),
  };

  let coverage = await store.readCoverage(access.channelId);
  const top = await findTop(questions);
  if (top === null) {
    meter.begin(0, 0);
    return { ...commits.sums, topMessageId: null, bounds: null };
  }
  const limits = await findLimits(wanted, top.id, (gap, end) => examineGap(gap, end, questions));
  const bounds = { first: limits.first, last: Math.min(limits.last, top.id) };
  const total = Math.max(0, bounds.last - bounds.first + 1);
  meter.begin(total - countMissing(coverage, bounds), total);

  /** Hands a page on, cut to what is wanted; what it proves counts only when it is committed. */
  const keep = async (page: Examined): Promise<void> => {
    const first = Math.max(page.proves.first, limits.first);
    const last = Math.min(page.proves.last, limits.last);
    const proves = first <= last ? { first, last } : null;
    const covers = proves === null ? EMPTY_COVERAGE : subtract([proves], coverage);
    const missing = countMissing(coverage, bounds);
    coverage = union(coverage, covers);
    await commits.add({
      messages: page.messages.filter(({ id }) => isWithin(limits, id)),
      quarantined: page.quarantined.filter(
        ({ messageId }) => messageId === null || isWithin(limits, Number(messageId)),
      ),
      ...{ proves, covers, progress: missing - countMissing(coverage, bounds) },
    });
  };

  await keep(top.page);
  for (;;) {
    const gap = nextGap(coverage, bounds, order);
    if (gap === null) break;
    const page = await examineGap(gap, order, questions);
    signal.throwIfAborted();
    await keep(page);
  }
  await commits.settle();
  signal.throwIfAborted();
  return { ...commits.sums, topMessageId: top.id, bounds: total > 0 ? bounds : null };
}

/** Throws InvalidInput for bounds that no message can lie in. */
export function refuseEmpty({ from, to, since, until }: ArchiveBounds): void {
  if (from !== null && to !== null && from > to) {
    throw new InvalidInput("The first message to archive comes after the last one; swap them.");
  }
  if (since !== null && until !== null && since >= until) {
    throw new InvalidInput(
      "The time to archive from is not before the time to stop at; swap them.",
    );
  }
}

/** The ids between which the wanted messages lie, whether they exist already or not. */
async function findLimits(
  { from, to, since, until }: ArchiveBounds,
  top: MessageId,
  examine: (gap: IdRange, order: WalkOrder) => Promise<Examined>,
): Promise<IdRange> {
  const first = since === null ? 1 : (await findDate(since, top, examine)).firstSince;
  // Without a time to stop at, messages that come meanwhile are as welcome as the others.
  const last = until === null ? MAX_MESSAGE_ID : (await findDate(until, top, examine)).lastBefore;
  return { first: Math.max(1, from ?? 1, first), last: Math.min(to ?? MAX_MESSAGE_ID, last) };
}

function isWithin({ first, last }: IdRange, id: MessageId): boolean {
  return id >= first && id <= last;
}

function countMissing(coverage: Coverage, bounds: IdRange): number {
  return bounds.first > bounds.last ? 0 : countIds(gapsWithin(coverage, bounds));
}
