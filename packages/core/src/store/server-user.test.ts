import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { canEnter, canRead } from "./server-user.ts";

const STRANGER = { uid: 54_321, gid: 54_321 };

let folder: string;
let inner: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telekeep-user-"));
  inner = path.join(folder, "closed", "inner");
  mkdirSync(inner, { recursive: true });
  chmodSync(folder, 0o755);
});

afterEach(() => rmSync(folder, { recursive: true }));

it("sees a closed folder anywhere above", () => {
  expect(canEnter(inner, STRANGER)).toBe(true);
  chmodSync(path.dirname(inner), 0o700);
  expect(canEnter(inner, STRANGER)).toBe(false);
  expect(canEnter(folder, STRANGER)).toBe(true);
});

it("grants what the group or the owner is granted", () => {
  const { uid, gid } = statSync(inner);
  chmodSync(path.dirname(inner), 0o710);
  expect(canEnter(inner, { ...STRANGER, gid })).toBe(true);
  expect(canEnter(inner, STRANGER)).toBe(false);
  chmodSync(path.dirname(inner), 0o700);
  expect(canEnter(inner, { ...STRANGER, uid })).toBe(true);
});

it("does not take being allowed to pass for being allowed to read", () => {
  const file = path.join(folder, "file");
  writeFileSync(file, "");
  chmodSync(file, 0o711);
  expect(canRead(file, STRANGER)).toBe(false);
  chmodSync(file, 0o644);
  expect(canRead(file, STRANGER)).toBe(true);
});
