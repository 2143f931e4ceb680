import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Command } from "commander";
import type { ExitCode } from "../client/failures.ts";
import { serverVariables } from "../config/environment.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { memoryVariables } from "./server-memory.ts";
import { type ServeOptions, serverArguments } from "./server-program.ts";
import { vaultVariables } from "./vault-variables.ts";

export function addServe(program: Command, run: Runner): void {
  program
    .command("serve")
    .description("run the server in the foreground")
    .option("--port <port>", "port on 127.0.0.1; 0 takes a free one")
    .option("--graphiql", "offer the query editor at /graphiql (asks for the token)")
    .option("--log-format <format>", "pretty or json")
    .addHelpText("after", "\nExample:\n  telekeep serve --port 4000 --log-format json")
    .action(run((context, options: ServeOptions) => serve(context, options)));
}

/** Hands over to the server's own program: its output, its signals, its exit code. */
async function serve(context: CommandContext, options: ServeOptions): Promise<ExitCode> {
  const { dataDirectory } = context.environment;
  const variables = await vaultVariables(context, serverVariables());
  const child = spawn(process.execPath, serverArguments(dataDirectory, options, context), {
    stdio: "inherit",
    env: memoryVariables(variables),
  });
  const forward = () => void child.kill("SIGTERM");
  context.signal.addEventListener("abort", forward, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once("exit", (code, signal) =>
    resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)),
  );
  try {
    return (await promise) as ExitCode;
  } finally {
    context.signal.removeEventListener("abort", forward);
  }
}
