import { describe, expect, it } from "vitest";
import { add, countTests, none, summary } from "./count-tests.ts";

const report = (...files: [status: string, ...tests: string[]][]) =>
  JSON.stringify({
    testResults: files.map(([status, ...tests]) => ({
      status,
      assertionResults: tests.map((test) => ({ status: test })),
    })),
  });

describe("counting vitest's report", () => {
  it("adds up every file", () => {
    const text = report(
      ["passed", "passed", "passed", "pending"],
      ["failed", "passed", "failed", "todo"],
    );
    expect(countTests(text, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  it("counts a file that did not load as one failure", () => {
    expect(countTests(report(["passed", "passed"], ["failed"]), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it("counts a bad end as a failure though every test passed", () => {
    expect(countTests(report(["passed", "passed"]), 1).failed).toBe(1);
    expect(countTests(report(["passed", "passed"]), null).failed).toBe(1);
  });

  it.each([
    ["no report was written", null],
    ["the report is cut short", '{"testResults":['],
    ["no test was found", report()],
    ["every test was skipped", report(["passed", "pending"])],
  ])("counts a failure when %s, even after a good end", (_, text) => {
    expect(countTests(text, 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

describe("the last line", () => {
  it("names skipped tests only when there are some", () => {
    expect(summary({ passed: 2, failed: 0, skipped: 0 })).toBe("2 passed, 0 failed");
    expect(summary({ passed: 2, failed: 1, skipped: 3 })).toBe("2 passed, 1 failed, 3 skipped");
  });

  it("sums steps", () => {
    const one = { passed: 1, failed: 2, skipped: 3 };
    expect(add(add(none, one), one)).toEqual({ passed: 2, failed: 4, skipped: 6 });
  });
});
