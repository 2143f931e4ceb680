import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addVariable, readVariable } from "./env-file.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "telekeep-env-"));
  file = join(folder, ".env");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a variable in .env", () => {
  it.each([
    ["PASSWORD=plain", "plain"],
    ["PASSWORD = spaced out ", "spaced out"],
    ["export PASSWORD=exported", "exported"],
    ["PASSWORD=it#self # and a comment", "it#self"],
    ["PASSWORD='single \"quoted\" $HOME # all of it'", 'single "quoted" $HOME # all of it'],
    ["PASSWORD='it\\'s'", "it's"],
    ['PASSWORD="double \\"quoted\\" \\\\ it\'s"', 'double "quoted" \\ it\'s'],
    ["PASSWORD=first\r\nPASSWORD=last\r\n", "last"],
    ["# PASSWORD=comment", undefined],
    ["OLD_PASSWORD=other", undefined],
  ])("is read from %j", (text, expected) => {
    writeFileSync(file, text);
    expect(readVariable(file, "PASSWORD")).toBe(expected);
  });

  it("is absent without a file", () => {
    expect(readVariable(file, "PASSWORD")).toBeUndefined();
  });

  it("is added on a line of its own, in a file only its owner reads", () => {
    addVariable(file, "A", "1");
    expect(statSync(file).mode & 0o077).toBe(0);
    writeFileSync(file, "B=2");
    addVariable(file, "A", "1");
    expect(readFileSync(file, "utf8")).toBe("B=2\nA=1\n");
  });
});
