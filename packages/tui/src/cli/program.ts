import { Command } from "commander";
import { addAccounts } from "./accounts.ts";
import { addAdd } from "./add.ts";
import { addChannels } from "./channels.ts";
import { addCoverage } from "./coverage.ts";
import { addDash } from "./dash.ts";
import { addDialogs } from "./dialogs.ts";
import { addDoctor } from "./doctor.ts";
import { addFetch } from "./fetch.ts";
import { addFollow } from "./follow.ts";
import { addImport } from "./import.ts";
import { addJobCommands } from "./job-commands.ts";
import { addJobs } from "./jobs.ts";
import { addLogin } from "./login.ts";
import { addReset } from "./reset.ts";
import type { Runner } from "./runner.ts";
import { addSearch } from "./search.ts";
import { addServe } from "./serve.ts";
import { addStart } from "./start.ts";
import { addStop } from "./stop.ts";
import { addTargets } from "./targets.ts";
import { addToken } from "./token.ts";

/** The command line: every command, with the flags that all of them take. */
export function createProgram(version: string, run: Runner): Command {
  const program = new Command("telekeep")
    .description("Keeps Telegram channels: every message, every version of it.")
    .version(version, "--version", "print the version")
    .option("--json", "print data as JSON, one value a line")
    .option("--verbose", "say more")
    .option("--quiet", "say nothing but results and errors")
    .option("--data <folder>", "data folder (TELEKEEP_DATA)")
    .option("--url <address>", "server to use (TELEKEEP_URL)")
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `
Exit codes: 0 ok, 1 failed, 2 wrong usage, 3 server not reachable, 4 not found, 5 not permitted,
130 interrupted. Examples:
  telekeep start
  telekeep import ~/Downloads/ChatExport_2026-11-01
  telekeep search kharkiv --after 2024-02`,
    );
  for (const add of [
    addStart,
    addServe,
    addDash,
    addStop,
    addImport,
    addLogin,
    addAccounts,
    addDialogs,
    addAdd,
    addFetch,
    addFollow,
    addSearch,
    addChannels,
    addCoverage,
    addJobs,
    addJobCommands,
    addTargets,
    addToken,
    addDoctor,
    addReset,
  ]) {
    add(program, run);
  }
  return program;
}
