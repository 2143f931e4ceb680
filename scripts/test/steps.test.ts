import { describe, expect, it } from "vitest";
import { selectSteps } from "./steps.ts";

const names = (...args: string[]) => selectSteps(args).map((step) => step.name);

describe("npm test -- …", () => {
  it("runs everything without arguments", () => {
    expect(names()).toEqual([
      "migrations",
      "format",
      "lint",
      "arrows",
      "files",
      "knip",
      "types",
      "unit",
      "integration",
      "schema",
      "operations",
    ]);
  });

  it("runs the steps that are named, in the usual order", () => {
    expect(names("unit", "lint")).toEqual(["lint", "unit"]);
  });

  it("runs all but the tests for checks", () => {
    expect(names("checks")).not.toContain("unit");
    expect(names("checks")).not.toContain("integration");
    expect(names("checks")).toHaveLength(9);
  });

  it("takes anything else for part of a test file's path, in both projects", () => {
    const [step, ...more] = selectSteps(["coverage"]);
    expect(more).toEqual([]);
    expect(step).toMatchObject({ kind: "vitest" });
    expect(step?.command).not.toContain("--project");
    expect(step?.command.at(-1)).toBe("coverage");
  });

  it("narrows a named project by a path", () => {
    const [step] = selectSteps(["unit", "coverage"]);
    expect(step?.command.slice(1)).toEqual(["run", "--project", "unit", "coverage"]);
  });
});
