// npm test: everything CI runs, one line for each step, and the number of passed and failed things
// alone on the last line of stdout.
//
//   npm test                       all of it
//   npm test -- checks             what needs no test run: format, lint, arrows, types …
//   npm test -- unit               one step by name (also: integration, format, lint, types …)
//   npm test -- coverage           the test files whose path contains "coverage"
import { join } from "node:path";
import { add, none, summary } from "./test/count-tests.ts";
import { runStep } from "./test/run-step.ts";
import { selectSteps } from "./test/steps.ts";

const root = join(import.meta.dirname, "..");
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());

let total = none;
for (const step of selectSteps(process.argv.slice(2))) {
  if (stopped.signal.aborted) break;
  const { counts, output, took } = await runStep(step, root, stopped.signal);
  const good = counts.failed === 0;
  const detail = step.kind === "vitest" ? `  ${summary(counts)}` : "";
  console.log(
    `${good ? "ok  " : "FAIL"} ${step.name.padEnd(12)}${(took / 1000).toFixed(1).padStart(6)} s${detail}`,
  );
  if (!good) console.log(`${output.trimEnd()}\n`);
  total = add(total, counts);
}
if (stopped.signal.aborted) total = add(total, { ...none, failed: 1 });
console.log(summary(total));
process.exitCode = total.failed === 0 ? 0 : 1;
