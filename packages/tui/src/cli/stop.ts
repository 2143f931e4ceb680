import type { Command } from "commander";
import { createClient } from "../client/client.ts";
import { ServerUnreachable, UsageError } from "../client/failures.ts";
import { findServer } from "../client/find-server.ts";
import { plural } from "../format/number.ts";
import { OverviewQuery } from "../operations/server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { stopServer } from "./server-process.ts";

export function addStop(program: Command, run: Runner): void {
  program
    .command("stop")
    .description("stop the server of this machine")
    .addHelpText("after", "\nExample:\n  telekeep stop")
    .action(run((context) => stop(context)));
}

async function stop(context: CommandContext): Promise<void> {
  if (context.environment.url !== null) {
    throw new UsageError("Only a server of this machine can be stopped; unset TELEKEEP_URL.");
  }
  const { dataDirectory } = context.environment;
  try {
    const address = await findServer(context.environment);
    await using client = createClient(address);
    // Asking first proves that the process is our server, and not a stranger with its old id.
    const { jobs } = await client.request(OverviewQuery, {}, { signal: context.signal });
    if (address.pid === null)
      throw new ServerUnreachable("The server did not say which process it is.");
    if (jobs.edges.length > 0) {
      context.say(`${plural(jobs.edges.length, "job")} still running; the server ends them first.`);
    }
    await stopServer(address.pid, dataDirectory);
    context.finish({ stopped: true, pid: address.pid }, ["The server has stopped."]);
  } catch (error) {
    if (!(error instanceof ServerUnreachable)) throw error;
    context.finish({ stopped: false, pid: null }, ["No server is running."]);
  }
}
