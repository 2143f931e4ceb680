import type { Command } from "commander";
import { ClientFailure, ExitCode } from "../client/failures.ts";
import type { CommandContext } from "./command-context.ts";
import { openDashboard } from "./dash.ts";
import { leaveServer } from "./leave-server.ts";
import type { Runner } from "./runner.ts";
import { ensureServer, type RunningServer, type StartedServer } from "./server-process.ts";
import type { ServeOptions } from "./server-program.ts";

interface StartOptions extends ServeOptions {
  readonly dashboard: boolean;
  readonly ascii?: boolean;
}

export function addStart(program: Command, run: Runner): void {
  program
    .command("start")
    .description("start the server if none runs, and open the dashboard")
    .option("--port <port>", "port for a server that is started")
    .option("--graphiql", "offer the query editor on a server that is started")
    .option("--no-dashboard", "keep the server in the foreground without a dashboard")
    .option("--ascii", "draw with ASCII characters only")
    .addHelpText(
      "after",
      `
Without a terminal (pipes, CI, Docker) there is no dashboard: the server stays in the foreground
until SIGINT or SIGTERM. Examples:
  telekeep start
  telekeep start --no-dashboard --port 4000`,
    )
    .action(run((context, options: StartOptions) => start(context, options)));
}

async function start(context: CommandContext, options: StartOptions): Promise<ExitCode> {
  const server = await ensureServer(context, options);
  await using _client = server.client;
  if (context.environment.isInteractive && options.dashboard && !context.isJson) {
    try {
      return await openDashboard(context, server.client, { isAscii: options.ascii === true });
    } finally {
      if (server.started) await leaveServer(context, server.client, server.started);
    }
  }
  announce(context, server);
  return server.started ? stayInForeground(context, server.started) : ExitCode.ok;
}

function announce(context: CommandContext, { client, version, started }: RunningServer): void {
  const { url } = client.server;
  if (context.isJson) {
    context.printJson({ type: "ready", url, version, isStartedHere: started !== null });
    return;
  }
  context.print(
    `Telekeep ${version} ${started ? "runs" : "already runs"} at ${url}/graphql`,
    `Data: ${context.environment.dataDirectory}`,
    "Import an export:  telekeep import PATH",
    "Open the dashboard in another terminal:  telekeep dash",
    ...(started ? ["Stop with Ctrl-C or SIGTERM."] : []),
  );
}

async function stayInForeground(context: CommandContext, server: StartedServer): Promise<ExitCode> {
  const asked = Promise.withResolvers<"asked">();
  const ask = () => asked.resolve("asked");
  if (context.signal.aborted) ask();
  context.signal.addEventListener("abort", ask, { once: true });
  // The child is detached, so nothing but this timer would keep the process alive.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    const why = await Promise.race([asked.promise, server.ended]);
    if (why !== "asked") {
      if (why.isClean) {
        context.say("The server was stopped.");
        return ExitCode.ok;
      }
      throw new ClientFailure(
        "SERVER_ENDED",
        ExitCode.failed,
        `The server has ended by itself; see ${context.environment.dataDirectory}/logs/server.log`,
      );
    }
    context.say("Stopping the server.");
    await server.stop();
    return ExitCode.ok;
  } finally {
    clearInterval(alive);
  }
}
