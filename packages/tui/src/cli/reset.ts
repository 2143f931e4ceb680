import { access, readdir, rm } from "node:fs/promises";
import { join, parse } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { ClientFailure, ExitCode, Interrupted, UsageError } from "../client/failures.ts";
import { readServerFile } from "../client/find-server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";
import { isAlive, reachServer } from "./server-process.ts";

const WORD = "reset";
/** What the server keeps in a data folder; a folder without any of it is not ours to empty. */
const OURS = ["postgres", "pgdata", "database", "token", "server.json", "logs"];

export function addReset(program: Command, run: Runner): void {
  program
    .command("reset")
    .description("delete the archive of this machine: messages, versions, token, logs")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      `
Only the built-in database is deleted. A database named by DATABASE_URL is never touched.
Example:
  telekeep reset --data /tmp/trial --yes`,
    )
    .action(run((context, options: { yes?: true }) => reset(context, options.yes === true)));
}

async function reset(context: CommandContext, isSure: boolean): Promise<void> {
  const { dataDirectory, isExternalDatabase, url } = context.environment;
  if (isExternalDatabase || url !== null) {
    throw new UsageError(
      "The archive is in a database of its own (DATABASE_URL or TELEKEEP_URL is set); reset only deletes the built-in one.",
    );
  }
  await refuseWhileRunning(context);
  const entries = await readdir(dataDirectory).catch(() => [] as string[]);
  if (entries.length === 0) {
    context.finish({ deleted: false }, [`There is nothing in ${dataDirectory}.`]);
    return;
  }
  const isRoot = parse(dataDirectory).root === dataDirectory;
  if (isRoot || !entries.some((entry) => OURS.includes(entry))) {
    throw new UsageError(`${dataDirectory} does not look like a data folder of Telekeep.`);
  }
  if (!isSure) await ask(context, dataDirectory);
  for (const entry of entries) {
    await rm(join(dataDirectory, entry), { recursive: true, force: true });
  }
  await access(dataDirectory);
  context.finish({ deleted: true, path: dataDirectory }, [
    `Deleted everything in ${dataDirectory}.`,
  ]);
}

async function refuseWhileRunning(context: CommandContext): Promise<void> {
  const note = await readServerFile(context.environment.dataDirectory);
  const isRunning =
    (note?.pid != null && isAlive(note.pid)) || (await reachServer(context).catch(() => true));
  if (note !== null && isRunning) {
    throw new ClientFailure(
      "SERVER_RUNNING",
      ExitCode.failed,
      "The server is running. Stop it first: telekeep stop",
    );
  }
}

async function ask(context: CommandContext, path: string): Promise<void> {
  const { stdin, stderr } = context.streams;
  if (!stdin.isTTY || context.isJson) {
    throw new UsageError("reset deletes the archive and there is nobody to ask. Say --yes.");
  }
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = await lines.question(
      `This deletes the whole archive in ${path}, for good.\nType ${WORD} to go on: `,
      { signal: context.signal },
    );
    if (answer.trim() !== WORD) throw new Interrupted("Nothing was deleted.");
  } finally {
    lines.close();
  }
}
