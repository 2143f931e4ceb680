/** Whoever makes committed messages searchable until it is disposed, in this process or another. */
export interface Indexing extends AsyncDisposable {
  /** Says that there may be something in the queue. Cheap; never throws. */
  wake(): void;
}

/** What indexing tells of itself. Neither may throw. */
export interface IndexingEvents {
  /** Something has left the queue. */
  onProgress(): void;
  /** It failed so many times in a row that those who wait should know; it goes on trying. */
  onFailure(failure: Error): void;
}

/** Failures in a row after which those who wait are told. */
export const MAX_FAILURES = 4;

/** Milliseconds to wait after so many failures in a row. */
export function retryDelay(failures: number): number {
  return Math.min(30_000, 250 * 2 ** failures);
}

/** What a process that indexes is told. It ends when nobody can tell it anything any more. */
export type ToIndexer =
  | { readonly type: "start"; readonly connectionString: string }
  | { readonly type: "wake" };

/** What a process that indexes tells. */
export type FromIndexer =
  | { readonly type: "progress" }
  /** With PostgreSQL's code, or the system's, when there is one. */
  | { readonly type: "failure"; readonly message: string; readonly code: string | undefined }
  | { readonly type: "log"; readonly message: string };
