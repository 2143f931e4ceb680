import type { Coverage, IdRange } from "../domain/coverage.ts";
import { countIds, covers as isCovered } from "../domain/coverage.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";
import type { CommitResult } from "../domain/page.ts";
import { MAX_PAGE_MESSAGES } from "../domain/page.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import type { ProgressMeter } from "./archive-progress.ts";
import type { CommitSums } from "./commit-sums.ts";
import { NOTHING_COMMITTED } from "./commit-sums.ts";

export interface CommitParts {
  readonly store: ArchiveStore;
  readonly channelId: ChannelId;
  readonly jobId: string | null;
  readonly signal: AbortSignal;
  readonly meter: ProgressMeter;
}

/** A page that waits to be committed. */
export interface PendingPage {
  readonly messages: readonly ObservedMessage[];
  readonly quarantined: readonly Quarantined[];
  readonly proves: IdRange | null;
  /** The ids that it covers for the first time … */
  readonly covers: Coverage;
  /** … and how many of them count as progress. */
  readonly progress: number;
}

/**
 * Commits one page after the other, in their order, while the caller fetches the next. Holds one
 * page and never more: the next is taken when the one before is committed. The first failure ends
 * it, and aborts `failed` so that the caller need not wait for its page to learn of it.
 */
export class CommitQueue implements AsyncDisposable {
  readonly #parts: CommitParts;
  readonly #failure = new AbortController();
  #committing: Promise<void> = Promise.resolve();
  #sums = NOTHING_COMMITTED;

  constructor(parts: CommitParts) {
    this.#parts = parts;
  }

  /** Aborts with the store's failure. */
  get failed(): AbortSignal {
    return this.#failure.signal;
  }

  get sums(): CommitSums {
    return this.#sums;
  }

  /** Begins to commit a page as soon as the one before is committed. */
  async add(page: PendingPage): Promise<void> {
    await this.settle();
    this.#committing = this.#commit(page);
    // It is awaited when its turn comes; until then a failure must not count as unhandled.
    this.#committing.catch((error: unknown) => this.#failure.abort(error));
  }

  /** Resolves when nothing is under way; rejects when that failed. */
  async settle(): Promise<void> {
    await this.#committing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#committing.catch(() => {});
  }

  async #commit(page: PendingPage): Promise<void> {
    const { store, channelId, jobId, signal, meter } = this.#parts;
    const { messages, quarantined, proves } = page;
    if (messages.length === 0 && quarantined.length === 0 && proves === null) return;
    // Whatever the server sends, a page has its bound; only the last one may claim the range.
    for (let first = 0; first === 0 || first < messages.length; first += MAX_PAGE_MESSAGES) {
      signal.throwIfAborted();
      const next = first + MAX_PAGE_MESSAGES;
      const result = await store.commitPage({
        ...{ channelId, jobId, source: "backfill" },
        messages: messages.slice(first, next),
        quarantined: first === 0 ? quarantined : [],
        proves: next >= messages.length ? proves : null,
      });
      this.#add(result);
    }
    const idsExamined = this.#sums.idsExamined + countIds(page.covers);
    this.#sums = { ...this.#sums, idsExamined, absent: this.#sums.absent + countAbsent(page) };
    meter.committed(page.progress, this.#sums);
  }

  #add({ added, unchanged, newVersions, quarantined }: CommitResult): void {
    const sums = this.#sums;
    this.#sums = {
      ...sums,
      messagesAdded: sums.messagesAdded + added,
      messagesAlreadyPresent: sums.messagesAlreadyPresent + unchanged,
      revisionsAdded: sums.revisionsAdded + newVersions,
      quarantined: sums.quarantined + quarantined.length,
    };
  }
}

/** Ids covered for the first time of which the page holds nothing. */
function countAbsent({ messages, quarantined, covers }: PendingPage): number {
  const present = new Set(messages.map(({ id }) => id));
  for (const { messageId } of quarantined) present.add(Number(messageId ?? 0));
  let found = 0;
  for (const id of present) if (isCovered(covers, id)) found++;
  return countIds(covers) - found;
}
