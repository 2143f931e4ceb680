import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Counts, countTests } from "./count-tests.ts";
import type { Step } from "./steps.ts";

/** How long a step that was told to stop may tidy up, in milliseconds. */
const GRACE_MS = 10_000;

/** A log that is no terminal must be readable; tools guess that from their own output, a pipe. */
const isPlain = !process.stdout.isTTY && !process.env["FORCE_COLOR"];

/** What became of one step. */
export interface Outcome {
  readonly counts: Counts;
  /** Everything the step wrote, in order. */
  readonly output: string;
  /** Milliseconds. */
  readonly took: number;
}

/**
 * Runs a step to its end, its time limit or the abort, whichever comes first.
 * @param root the checkout, where the step runs
 */
export async function runStep(step: Step, root: string, signal: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "telekeep-test-"));
  try {
    const report = join(folder, "report.json");
    const isVitest = step.kind === "vitest";
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    // By argument, not NO_COLOR: tests that draw must see the environment they see elsewhere.
    if (isPlain) reporters.push("--no-color");
    const args = isVitest ? [...step.command, ...reporters] : step.command;
    const env = isPlain && !isVitest ? { ...process.env, NO_COLOR: "1" } : process.env;
    const { code, output } = await spawnStep(args, { cwd: root, env }, step.limit, signal);
    const counts = isVitest ? await readCounts(report, code) : countCheck(code);
    return { counts, output, took: performance.now() - started };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function countCheck(code: number | null): Counts {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function readCounts(report: string, code: number | null): Promise<Counts> {
  const text = await readFile(report, "utf8").catch(() => null);
  return countTests(text, code);
}

async function spawnStep(
  args: readonly string[],
  surroundings: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  limit: number,
  signal: AbortSignal,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, args, {
    ...surroundings,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      output += text;
    });
  }
  const closed = once(child, "close");
  const exited = once(child, "exit").then(([code]) => code as number | null);

  const late = AbortSignal.timeout(limit);
  const over = AbortSignal.any([signal, late]);
  let lastWord: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGTERM");
    lastWord = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  };
  if (over.aborted) stop();
  else over.addEventListener("abort", stop);
  const code = await exited;
  clearTimeout(lastWord);
  // A process that the step left behind may hold its output open for ever.
  await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
  child.stdout.destroy();
  child.stderr.destroy();
  if (late.aborted) output += `stopped: it did not end within ${limit / 60_000} minutes\n`;
  return { code: over.aborted ? null : code, output };
}
