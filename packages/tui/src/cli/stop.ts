import type { Command } from "commander";
import { type Client, createClient } from "../client/client.ts";
import { ServerUnreachable, TimedOut, UsageError } from "../client/failures.ts";
import { findServer } from "../client/find-server.ts";
import { plural } from "../format/number.ts";
import { OverviewQuery } from "../operations/server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { isAlive, stopServer } from "./server-process.ts";

/** A server that runs answers this well within the time, even at work. */
const ANSWER_MS = 3_000;

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
    if (address.pid !== null && !isAlive(address.pid)) {
      throw new ServerUnreachable("The process that wrote itself down has ended.");
    }
    const jobs = await countJobs(context, client);
    if (address.pid === null)
      throw new ServerUnreachable("The server did not say which process it is.");
    if (jobs === null) {
      context.say(`The server does not answer; its process ${address.pid} is asked to end.`);
    } else if (jobs > 0) {
      context.say(`${plural(jobs, "job")} still running; the server ends them first.`);
    }
    await stopServer(address.pid, dataDirectory);
    context.finish({ stopped: true, pid: address.pid }, ["The server has stopped."]);
  } catch (error) {
    if (!(error instanceof ServerUnreachable)) throw error;
    context.finish({ stopped: false, pid: null }, ["No server is running."]);
  }
}

/**
 * How many jobs are active; null when the address takes connections and does not answer. Either
 * shows that the process is our server, and not a stranger with its old id.
 * @throws ServerUnreachable when nobody listens there
 */
async function countJobs(context: CommandContext, client: Client): Promise<number | null> {
  try {
    const options = { signal: context.signal, timeoutMs: ANSWER_MS };
    return (await client.request(OverviewQuery, {}, options)).jobs.edges.length;
  } catch (error) {
    if (error instanceof TimedOut) return null;
    throw error;
  }
}
