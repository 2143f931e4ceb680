import type { PoolClient } from "pg";

/**
 * Merges the pending lists of the two GIN indexes: most of the work of indexing, done on a
 * connection of its own while the next batches are made. Searches read the lists from end to end,
 * so they are merged often, and at last.
 */
const MERGE = `
  SELECT gin_clean_pending_list('message_search_terms_idx'),
    gin_clean_pending_list('search_word_word_idx')`;
/** Batches that make a merge worth while as long as more are coming. */
const BATCHES_PER_MERGE = 5;
/** Unmerged batches beyond which writing waits: the pages of a long list stay in the index. */
const MAX_UNMERGED = 15;

/** Merges of the pending lists, at most one at a time. */
export class Merges {
  readonly #session: PoolClient;
  #batches = 0;
  #running: Promise<unknown> | null = null;

  constructor(session: PoolClient) {
    this.#session = session;
  }

  /** Says that a batch was committed. */
  add(): void {
    this.#batches++;
    if (this.#running !== null || this.#batches < BATCHES_PER_MERGE) return;
    this.#batches = 0;
    this.#running = this.#session.query(MERGE).finally(() => {
      this.#running = null;
    });
    // finish() meets the same failure on the same connection.
    this.#running.catch(() => {});
  }

  /** Waits for the merge under way when it has fallen behind. */
  async makeRoom(): Promise<void> {
    if (this.#batches >= MAX_UNMERGED) await this.#running;
  }

  /** Leaves nothing unmerged. */
  async finish(): Promise<void> {
    await this.#running;
    if (this.#batches > 0) await this.#session.query(MERGE);
    this.#batches = 0;
  }
}
