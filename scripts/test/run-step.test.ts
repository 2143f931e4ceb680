import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runStep } from "./run-step.ts";
import type { Step } from "./steps.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "telekeep-step-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function step(kind: Step["kind"], script: string, limit = 60_000): Step {
  writeFileSync(join(root, "step.mjs"), script);
  return { name: "step", kind, command: ["step.mjs"], limit };
}
const run = (given: Step, signal = new AbortController().signal) => runStep(given, root, signal);

const REPORT = `
  import { writeFileSync } from "node:fs";
  const file = process.argv.find((arg) => arg.startsWith("--outputFile.json=")).split("=")[1];
  const assertionResults = [{ status: "passed" }, { status: "passed" }];
  writeFileSync(file, JSON.stringify({ testResults: [{ status: "passed", assertionResults }] }));
`;
const HANG = "setInterval(() => {}, 1000);";

describe("a step", () => {
  it("passes as one when it is a check that ends well", async () => {
    const { counts, output } = await run(step("check", 'console.log("fine");'));
    expect({ counts, output }).toEqual({
      counts: { passed: 1, failed: 0, skipped: 0 },
      output: "fine\n",
    });
  });

  it("fails with everything it said", async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3;';
    const { counts, output } = await run(step("check", script));
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(output.split("\n").sort()).toEqual(["", "err", "out"]);
  });

  it("counts each test of a test run", async () => {
    expect((await run(step("vitest", REPORT))).counts).toMatchObject({ passed: 2, failed: 0 });
  });

  it("does not believe a good report when the run crashed after it", async () => {
    const { counts } = await run(step("vitest", `${REPORT} process.kill(process.pid, "SIGKILL");`));
    expect(counts).toMatchObject({ passed: 2, failed: 1 });
  });

  it("is stopped at its time limit, and fails", async () => {
    const { counts, output } = await run(step("vitest", `${REPORT} ${HANG}`, 600));
    expect(counts.failed).toBe(1);
    expect(output).toContain("stopped: it did not end within");
  });

  it("is stopped by an abort, and fails although it then ends well", async () => {
    const stopped = new AbortController();
    const script = `process.on("SIGTERM", () => process.exit(0)); ${HANG}`;
    const running = run(step("check", script), stopped.signal);
    stopped.abort();
    expect((await running).counts.failed).toBe(1);
  });
});
