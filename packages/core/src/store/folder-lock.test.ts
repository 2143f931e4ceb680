import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DatabaseFolderUnusable, DatabaseInUse } from "./database-errors.ts";
import { lockFolder } from "./folder-lock.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telekeep-lock-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

it("is held by one at a time and can be taken again when it is released", async () => {
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(DatabaseInUse);
  await expect(lockFolder(folder)).rejects.toMatchObject({ pid: process.pid });
  lock.release();
  lock.release();
  (await lockFolder(folder)).release();
});

it("is not impressed by the name of an owner that holds no lock", async () => {
  writeFileSync(path.join(folder, "postgres.owner"), `${process.ppid}\n`);
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toMatchObject({ pid: process.pid });
  lock.release();
});

it("refuses what is not a folder it can write in", async () => {
  const file = path.join(folder, "file");
  writeFileSync(file, "");
  await expect(lockFolder(path.join(file, "data"))).rejects.toThrow(DatabaseFolderUnusable);
});
