import { closeSync, mkdtempSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ServerLog } from "./server-log.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telekeep-log-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

it("keeps the last whole file and starts anew under a server that goes on writing", () => {
  using log = new ServerLog(folder, 100);
  const server = log.open();
  writeSync(server, `${"a".repeat(150)}\n`);
  log.bound();
  writeSync(server, "after\n");
  closeSync(server);

  expect(readFileSync(log.file, "utf8")).toBe("after\n");
  expect(readFileSync(`${log.file}.1`, "utf8")).toBe(`${"a".repeat(150)}\n`);
  expect(statSync(log.file).mode & 0o777).toBe(0o600);
  expect(statSync(`${log.file}.1`).mode & 0o777).toBe(0o600);
});

it("lets a log alone that is within bounds, also across starts", () => {
  for (const word of ["first", "second"]) {
    using log = new ServerLog(folder, 100);
    const server = log.open();
    writeSync(server, `${word}\n`);
    closeSync(server);
  }
  using log = new ServerLog(folder, 100);
  expect(log.since(0)).toBe("first\nsecond\n");
  expect(log.since(6)).toBe("second\n");
});

it("answers the end of a long log only", () => {
  using log = new ServerLog(folder, 1_000_000);
  const server = log.open();
  writeSync(server, `${"x".repeat(100_000)}FATAL`);
  closeSync(server);
  expect(log.since(0)).toHaveLength(65_536);
  expect(log.since(0).endsWith("FATAL")).toBe(true);
});
