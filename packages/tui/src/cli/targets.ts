import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { ClientFailure, ExitCode, RequestFailed, UsageError } from "../client/failures.ts";
import { plural } from "../format/number.ts";
import { safeText, text } from "../format/safe-text.ts";
import { ExportTargetsQuery, ImportTargetsMutation } from "../operations/targets.ts";
import { absolutePath } from "./absolute-paths.ts";
import { borrowServer } from "./borrow-server.ts";
import type { CommandContext } from "./command-context.ts";
import { leaveServer } from "./leave-server.ts";
import type { Runner } from "./runner.ts";
import { ensureServer } from "./server-process.ts";

interface ExportOptions {
  readonly format?: string;
  readonly withAccess?: boolean;
}

export function addTargets(program: Command, run: Runner): void {
  const targets = program
    .command("targets")
    .description("take the list of channels to another archive, or bring one along");
  targets
    .command("export")
    .description("write the channels, with their earlier names, to a file or to stdout")
    .argument("[file]", "a file that is not there yet")
    .option("--format <format>", "json or csv; by the file's name unless given, else json")
    .option("--with-access", "also how your accounts reach them, and invite links: keep it private")
    .addHelpText(
      "after",
      `
What --with-access adds is of use to the same Telegram account alone. Examples:
  telekeep targets export channels.csv
  telekeep targets export --with-access private.json`,
    )
    .action(
      run((context, file: string | undefined, options: ExportOptions) =>
        exportTargets(context, file ?? null, options),
      ),
    );
  targets
    .command("import")
    .description("make the channels of an exported file known, without fetching them")
    .argument("<file>", "a file that targets export wrote, JSON or CSV")
    .addHelpText(
      "after",
      `
Adds nothing twice and changes nothing that is known; a file with a mistake in it is refused whole.
Examples:
  telekeep targets import channels.csv
  telekeep fetch @durov`,
    )
    .action(run((context, file: string) => importTargets(context, file)));
}

async function exportTargets(
  context: CommandContext,
  file: string | null,
  options: ExportOptions,
): Promise<void> {
  const format = options.format ?? (file?.toLowerCase().endsWith(".csv") ? "csv" : "json");
  if (format !== "json" && format !== "csv") {
    throw new UsageError(`Targets are exported as json or csv, not as ${format}.`);
  }
  await using client = await borrowServer(context);
  const { exportTargets: document } = await client.request(
    ExportTargetsQuery,
    { format: format === "csv" ? "CSV" : "JSON", withAccess: options.withAccess === true },
    { signal: context.signal },
  );
  if (file === null) {
    // For a person to look at, a terminal must not obey what channels are called.
    const { stdout } = context.streams;
    stdout.write(stdout.isTTY ? safeText(document, { mode: "block" }) : document);
    return;
  }
  const path = absolutePath(file, context.environment.workingDirectory);
  await writeNew(path, document);
  context.finish({ file: path, format }, [text`Wrote ${safeText(path)}`]);
}

/** The file is its owner's alone: it may tell how channels are reached. */
async function writeNew(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    throw new ClientFailure(
      ...([code, ExitCode.failed] as const),
      code === "EEXIST"
        ? `${path} exists already; name a new file.`
        : `${path} cannot be written (${code}); name a file in a folder that you may write to.`,
      { cause: error },
    );
  }
}

async function importTargets(context: CommandContext, file: string): Promise<void> {
  const { client, started } = await ensureServer(context);
  try {
    const path = absolutePath(file, context.environment.workingDirectory);
    const { importTargets: result } = await client.request(ImportTargetsMutation, { path });
    if (result.__typename !== "ImportTargetsSuccess") {
      const { code, message } = result as { code: string; message: string };
      throw new RequestFailed(code, message);
    }
    const { channelsAdded, channelsKnown, accessAdded, accessSkipped } = result;
    const left = accessSkipped === 0 ? text`` : text`; ${accessSkipped} of accounts not here`;
    context.finish({ ...result }, [
      text`Added ${plural(channelsAdded, "channel")}, knew ${channelsKnown}`,
      text`Ways to reach them: ${accessAdded} added${left}`,
    ]);
  } finally {
    await client[Symbol.asyncDispose]();
    if (started !== null) await leaveServer(context, client, started);
  }
}
