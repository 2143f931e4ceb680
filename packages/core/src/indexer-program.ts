// The program of the process that indexes; store/indexer-process.ts starts it and talks to it.
import { constants, setPriority } from "node:os";
import { createPool } from "./store/connect.ts";
import type { FromIndexer, ToIndexer } from "./store/indexing.ts";
import { SearchIndexer } from "./store/search-indexer.ts";
import { systemClock } from "./system-clock.ts";

/** One that listens, two that write in turn. */
const CONNECTIONS = 3;

// A terminal's Ctrl-C reaches this process as well; when to end is for the one that started it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
leaveTheProcessorToOthers();
const orphaned = new Promise<void>((resolve) => {
  process.once("disconnect", resolve);
  if (!process.connected) resolve();
});
const first = await new Promise<ToIndexer>((resolve) => process.once("message", resolve));
if (first.type === "start") await index(first.connectionString);

async function index(connectionString: string): Promise<void> {
  const log = (message: string) => tell({ type: "log", message });
  const pool = createPool({
    ...{ connectionString, applicationName: "telekeep-index", max: CONNECTIONS, log },
  });
  {
    await using indexer = new SearchIndexer({
      ...{ pool, log, clock: systemClock },
      events: {
        onProgress: () => tell({ type: "progress" }),
        onFailure: ({ message, code }: NodeJS.ErrnoException) =>
          tell({ type: "failure", message, code }),
      },
    });
    process.on("message", () => indexer.wake());
    await orphaned;
  }
  await pool.end();
}

function tell(message: FromIndexer): void {
  // Whoever started it may be gone; what it was told does not matter then.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}

/** What is archived and asked for goes first; a system that refuses this is as good as it was. */
function leaveTheProcessorToOthers(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {}
}
