import type { Clock } from "../ports/clock.ts";

export interface Deadline {
  readonly clock: Clock;
  readonly milliseconds: number;
  /** Ends the work early, with its reason. */
  readonly signal: AbortSignal;
  /** What the work fails with when its time is over. */
  readonly late: () => Error;
}

/**
 * Runs work that ends soon after the signal it is given aborts: when the caller wants it to, when
 * its time is over, and in any case when it has settled. No timer outlives it.
 */
export async function within<T>(
  work: (ended: AbortSignal) => Promise<T>,
  { clock, milliseconds, signal, late }: Deadline,
): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  const ended = AbortSignal.any([signal, own.signal]);
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(ended.reason);
  ended.addEventListener("abort", onAbort, { once: true });
  const timer = clock.sleep(milliseconds, ended).then(
    () => own.abort(late()),
    () => {},
  );
  try {
    return await Promise.race([work(ended), aborted.promise]);
  } finally {
    ended.removeEventListener("abort", onAbort);
    own.abort();
    await timer;
  }
}
