import { describe, expect, it } from "vitest";
import { judgeFile } from "./judge-file.ts";

const messages = (path: string, text = "export {};\n") =>
  judgeFile(path, () => text).map(({ severity, message }) => `${severity}: ${message}`);

describe("the judgement of a file", () => {
  it.each([
    "packages/core/src/engine/utils.ts",
    "packages/core/src/helpers/parse.ts",
    "packages/server/src/http/token-service.ts",
    "packages/tui/src/hooks/common.test.ts",
    "packages/core/src/store/connection.manager.ts",
  ])("refuses the empty name in %s", (path) => {
    expect(messages(path)).toEqual([expect.stringContaining("says nothing")]);
  });

  it.each([
    "packages/core/src/engine/plan-gaps.ts",
    "packages/server/src/library.ts",
    "packages/core/src/domain/commonality.ts",
  ])("accepts %s, whose name only resembles one", (path) => {
    expect(messages(path)).toEqual([]);
  });

  it("allows index.ts as the door of a package and nowhere else", () => {
    expect(messages("packages/core/src/index.ts")).toEqual([]);
    expect(messages("packages/core/src/store/index.ts")).toEqual([
      "error: index.ts exists only as the door of a package.",
    ]);
  });

  it("warns above 250 lines and refuses more than 400", () => {
    const lines = (count: number) => messages("prisma/a.ts", "\n".repeat(count));
    expect(lines(250)).toEqual([]);
    expect(lines(251)).toEqual([expect.stringMatching(/^warning: 251 lines/)]);
    expect(lines(401)).toEqual([expect.stringMatching(/^error: 401 lines/)]);
  });

  it("refuses a clock read in the pure folders of the core, not in their tests or elsewhere", () => {
    const text = "export const now = new Date();\n";
    expect(messages("packages/core/src/domain/a.ts", text)).toEqual([
      expect.stringContaining("reads the clock"),
    ]);
    expect(messages("packages/core/src/domain/a.test.ts", text)).toEqual([]);
    expect(messages("packages/core/src/store/a.ts", text)).toEqual([]);
    expect(messages("packages/core/src/domain/a.ts", "new Date(0)\n")).toEqual([]);
  });

  it("leaves files alone that are not source code", () => {
    expect(messages("tests/utils/data.html", "\n".repeat(1000))).toEqual([]);
  });
});
