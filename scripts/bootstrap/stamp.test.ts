import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprint, manifests, readStamp, writeStamp } from "./stamp.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "telekeep-stamp-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a fingerprint", () => {
  it("changes with a file's text, its absence, and the facts", () => {
    const file = join(folder, "lock");
    const prints = [fingerprint([file])];
    writeFileSync(file, "one");
    prints.push(fingerprint([file]));
    writeFileSync(file, "two");
    prints.push(fingerprint([file]), fingerprint([file], ["linux"]));
    expect(new Set(prints).size).toBe(4);
    expect(fingerprint([file])).toBe(prints[2]);
  });

  it("covers every package of the workspace", () => {
    const root = join(import.meta.dirname, "..", "..");
    expect(manifests(root)).toEqual(
      expect.arrayContaining(
        ["pnpm-lock.yaml", "prisma/package.json", "packages/tui/package.json"].map((path) =>
          join(root, path),
        ),
      ),
    );
  });
});

describe("a stamp", () => {
  it("is empty until written, also into a folder that does not exist yet", () => {
    const stamp = join(folder, "deep", "stamp");
    expect(readStamp(stamp)).toBe("");
    writeStamp(stamp, "abc");
    expect(readStamp(stamp)).toBe("abc");
  });
});
