import { type FSWatcher, watch } from "node:fs";
import { SERVER_FILE } from "../client/find-server.ts";

/** File watching misses events on some network and container file systems. */
const LOOK_AGAIN_MS = 500;

/** Tells when a server may have come or gone: on events, and now and then in case one was lost. */
export function watchServerFile(folder: string): Disposable & { change(): Promise<void> } {
  let next = Promise.withResolvers<void>();
  const wake = () => {
    next.resolve();
    next = Promise.withResolvers<void>();
  };
  let watcher: FSWatcher | null = null;
  try {
    watcher = watch(folder, (_, name) => {
      if (name === SERVER_FILE) wake();
    });
    watcher.on("error", () => {});
  } catch {
    // A folder that cannot be watched is looked at by the timer alone.
  }
  const timer = setInterval(wake, LOOK_AGAIN_MS);
  return {
    change: () => next.promise,
    [Symbol.dispose]() {
      clearInterval(timer);
      watcher?.close();
      wake();
    },
  };
}

/** The result of the work, or the failure when it takes longer. */
export async function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  failure: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failure()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
