import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { NotFound } from "../client/failures.ts";
import { TOKEN_FILE } from "../client/find-server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";

export function addToken(program: Command, run: Runner): void {
  program
    .command("token")
    .description("say where the server's token lies; with --show, print it")
    .option("--show", "print the token itself, and nothing else, to stdout")
    .addHelpText(
      "after",
      `
Whoever has the token may read and change the archive. Example:
  curl -H "Authorization: Bearer $(telekeep token --show)" …`,
    )
    .action(run((context, options: { show?: true }) => token(context, options.show === true)));
}

async function token(context: CommandContext, isShown: boolean): Promise<void> {
  const path = join(context.environment.dataDirectory, TOKEN_FILE);
  const missing = new NotFound(
    `There is no token at ${path} yet; the server writes it when it first starts.`,
  );
  if (!isShown) {
    await access(path).catch(() => Promise.reject(missing));
    context.finish({ path }, [path]);
    return;
  }
  const value = await readFile(path, "utf8").catch(() => Promise.reject(missing));
  context.finish({ path, token: value.trim() }, [value.trim()]);
}
