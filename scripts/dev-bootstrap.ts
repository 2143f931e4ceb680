// What scripts/dev_bootstrap.sh and .ps1 call: a PostgreSQL in Docker, then the telekeep command
// with DATABASE_URL in the environment of this very process, where no shell can misquote it.
import { join } from "node:path";
import { DockerError } from "./dev-bootstrap/docker.ts";
import { provideDatabase } from "./dev-bootstrap/provide-database.ts";

const stopped = new AbortController();
const stop = () => stopped.abort();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);

try {
  process.env["DATABASE_URL"] = await provideDatabase({
    root: join(import.meta.dirname, ".."),
    env: process.env,
    platform: process.platform,
    say: (line) => process.stderr.write(`telekeep: ${line}\n`),
    signal: stopped.signal,
  });
  // From here on the signals belong to the command.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
  await import("./start.ts");
} catch (error) {
  if (stopped.signal.aborted) process.exitCode = 130;
  else if (error instanceof DockerError) {
    process.stderr.write(`telekeep: ${error.message}\n`);
    process.exitCode = 1;
  } else throw error;
}
