import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/** For each rule of the house: code that breaks it, where it breaks it, and where it may stand. */
const CASES: readonly (readonly [string, string, string, string | null])[] = [
  ["no-restricted-properties", "Date.now();", "core/src/engine", "core/src/store"],
  ["no-restricted-properties", "Math.random();", "core/src/domain", "core/src/store"],
  ["no-restricted-globals", "setTimeout(print, 1);", "core/src/desktop-export", "core/src/store"],
  ["no-restricted-imports", 'import "node:timers";', "core/src/ports", "core/src/store"],
  ["no-process-env", 'print(process.env["HOME"]);', "server/src/http", "server/src/config"],
  ["no-process-exit", "process.exit(1);", "tui/src/screens", null],
  ["no-restricted-properties", 'db.$queryRawUnsafe("x");', "server/src/schema", null],
  ["no-restricted-properties", 'db.$executeRawUnsafe("x");', "core/src/engine", null],
  ["no-floating-promises", "later();", "server/src/http", null],
  ["no-misused-promises", "[1].forEach(async () => { await later(); });", "tui/src/hooks", null],
  ["no-explicit-any", "export const a: any = 1;", "tui/src/hooks", null],
  ["no-default-export", "export default print;", "tui/src/hooks", null],
  ["max-lines", `${"\n".repeat(401)}`, "tui/src/hooks", null],
];

const PRELUDE =
  "export declare const db: any; export declare function later(): Promise<void>; export declare const print: (what?: unknown) => void;";

let folder: string;
let found: string;

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "telekeep-lint-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  for (const file of [".oxlintrc.json", "tsconfig.base.json"]) {
    cpSync(join(root, file), join(folder, file));
  }
  write("tsconfig.json", '{ "extends": "./tsconfig.base.json", "include": ["packages"] }');
  write("packages/prelude.d.ts", PRELUDE.replaceAll("export ", ""));
  for (const [index, [, code, guilty, innocent]] of CASES.entries()) {
    write(`packages/${guilty}/guilty-${index}.ts`, `${code}\nexport {};\n`);
    if (innocent) write(`packages/${innocent}/innocent-${index}.ts`, `${code}\nexport {};\n`);
  }
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
  const { stdout } = spawnSync(process.execPath, [oxlint, "--type-aware", "-f", "unix"], {
    cwd: folder,
    encoding: "utf8",
  });
  found = stdout;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the lint rules of the house", () => {
  it.each(CASES.map(([rule, code, folder], index) => [index, rule, code, folder] as const))(
    "case %i, %s: refuses %s in %s",
    (index, rule) => {
      const lines = found.split("\n").filter((line) => line.includes(`guilty-${index}.ts`));
      expect(lines.filter((line) => line.includes(`(${rule})`))).toHaveLength(1);
    },
  );

  it("lets the same code stand where it belongs", () => {
    const rules = CASES.map(([rule]) => `(${rule})`);
    const lines = found.split("\n").filter((line) => line.includes("innocent-"));
    expect(lines.filter((line) => rules.some((rule) => line.includes(rule)))).toEqual([]);
  });
});
