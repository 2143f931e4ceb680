import { SourceUnavailable } from "@telekeep/core";

/** Milliseconds; a request itself is given up later still. */
const PATIENCE = 8_000;

/**
 * Does what Telegram has to answer while somebody waits, and gives up in time to say so. Throws
 * SourceUnavailable then, otherwise what `work` throws.
 */
export async function withPatience<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ...others: readonly AbortSignal[]
): Promise<T> {
  const late = AbortSignal.timeout(PATIENCE);
  try {
    return await work(AbortSignal.any([late, ...others]));
  } catch (error) {
    if (!late.aborted) throw error;
    throw new SourceUnavailable(
      `Telegram did not answer within ${PATIENCE / 1000} s; check the network and the proxy, then try again.`,
      { cause: error },
    );
  }
}
