import type { Command } from "commander";
import type { Client } from "../client/client.ts";
import { type ExitCode, UsageError } from "../client/failures.ts";
import { ServerQuery } from "../operations/server.ts";
import { type CommandContext, openClient } from "./command-context.ts";
import type { Runner } from "./runner.ts";

export function addDash(program: Command, run: Runner): void {
  program
    .command("dash")
    .description("open the dashboard of a running server")
    .option("--ascii", "draw with ASCII characters only")
    .addHelpText("after", "\nExample:\n  telekeep dash --url http://127.0.0.1:4000")
    .action(run((context, options: { ascii?: true }) => dash(context, options.ascii === true)));
}

async function dash(context: CommandContext, isAscii: boolean): Promise<ExitCode> {
  if (!context.environment.isInteractive || context.isJson) {
    throw new UsageError(
      "The dashboard needs a terminal. Use the commands instead: telekeep channels, search, jobs",
    );
  }
  await using client = await openClient(context);
  // A wrong token or a missing server is said in one line, before the screen changes.
  await client.request(ServerQuery, {}, { signal: context.signal });
  return await openDashboard(context, client, { isAscii });
}

/** Shows the dashboard until it is left. Ink is loaded here and nowhere else. */
export async function openDashboard(
  context: CommandContext,
  client: Client,
  { isAscii }: { isAscii: boolean },
): Promise<ExitCode> {
  const { runDashboard } = await import("../terminal/run-dashboard.ts");
  return await runDashboard({
    client,
    streams: context.streams,
    signal: context.signal,
    dataDirectory: context.environment.dataDirectory,
    workingDirectory: context.environment.workingDirectory,
    hasColour: context.environment.hasColour,
    isAscii: isAscii || !context.environment.hasUnicode,
  });
}
