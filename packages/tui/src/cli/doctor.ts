import type { Command } from "commander";
import { ExitCode } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import type { Check } from "./checks/check.ts";
import { checkDataFolder, checkDisk, checkNode, checkTokenFile } from "./checks/machine.ts";
import { checkServer } from "./checks/server.ts";
import type { CommandContext } from "./command-context.ts";
import type { Runner } from "./runner.ts";

export function addDoctor(program: Command, run: Runner): void {
  program
    .command("doctor")
    .description("check this machine, the data folder and the server, and say what to do")
    .addHelpText("after", "\nExample:\n  telekeep doctor --json")
    .action(run((context) => doctor(context)));
}

async function doctor(context: CommandContext): Promise<ExitCode> {
  const { dataDirectory } = context.environment;
  const checks: Check[] = [
    checkNode(process.versions.node),
    await checkDataFolder(dataDirectory),
    await checkDisk(dataDirectory),
    await checkTokenFile(dataDirectory, process.platform),
    ...(await checkServer(context.environment, context.signal)),
  ];
  const problems = checks.filter(({ state }) => state === "problem").length;
  context.finish({ checks, problems }, [
    ...checks.flatMap(({ name, state, finding, advice }) => [
      `${state.padEnd(7)}  ${name}: ${safeText(finding)}`,
      ...(advice === null ? [] : [`         → ${safeText(advice)}`]),
    ]),
    problems === 0 ? "No problems found." : `${problems} to look at.`,
  ]);
  return problems === 0 ? ExitCode.ok : ExitCode.failed;
}
