/**
 * The background indexer, as far as the engine knows it: messages are committed first and become
 * searchable a moment later.
 */
export interface SearchIndex {
  /** Messages committed and not yet searchable: of one job, or of the whole archive. */
  pendingMessages(jobId?: string): Promise<number>;
  /**
   * Resolves once nothing that the job committed is waiting to be indexed, at once when nothing
   * is. Rejects with the signal's reason when it aborts, and with the indexer's failure when it
   * stopped.
   */
  whenIndexed(jobId: string, signal: AbortSignal): Promise<void>;
  /** Says that there may be something to index: a page was committed. Cheap; never throws. */
  wake(): void;
}
