import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { copyServer, linkLibraries } from "./copy-binaries.ts";
import { findPostgres } from "./postgres-binaries.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "telekeep-copy-"));
  mkdirSync(path.join(folder, "package/native/bin"), { recursive: true });
  mkdirSync(path.join(folder, "package/native/lib"), { recursive: true });
  write("bin/postgres", "program", 0o700);
  write("lib/libx.so.1.2", "library", 0o600);
  const links = [{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" }];
  write("pg-symlinks.json", JSON.stringify(links), 0o600);
});

afterEach(() => rmSync(folder, { recursive: true }));

it("makes the links that a package can only list, and does so twice without harm", () => {
  for (const _ of [1, 2]) linkLibraries(path.join(folder, "package"));
  const link = path.join(folder, "package/native/lib/libx.so.1");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(link, "utf8")).toBe("library");
});

it("copies a package so that everybody can read it, with links, leaving the package alone", () => {
  const copy = copyServer({ folder: path.join(folder, "package"), version: "1" }, at("copies"));
  expect(readFileSync(path.join(copy, "native/lib/libx.so.1"), "utf8")).toBe("library");
  expect(modeOf(path.join(copy, "native/bin/postgres"))).toBe(0o755);
  expect(modeOf(path.join(copy, "native/lib/libx.so.1.2"))).toBe(0o644);
  expect(modeOf(path.join(copy, "native"))).toBe(0o755);
  expect(readdirSync(at("package/native/lib"))).toEqual(["libx.so.1.2"]);
  expect(readdirSync(at("copies"))).toEqual(["postgresql-1"]);
});

it("copies once", () => {
  const installed = { folder: at("package"), version: "1" };
  const copy = copyServer(installed, at("copies"));
  write("bin/postgres", "changed", 0o700);
  expect(copyServer(installed, at("copies"))).toBe(copy);
  expect(readFileSync(path.join(copy, "native/bin/postgres"), "utf8")).toBe("program");
});

it("says for which machine there is no server", async () => {
  await expect(findPostgres(undefined, at("copies"), "linux-riscv64")).rejects.toMatchObject({
    code: "DATABASE_BINARIES_MISSING",
    message: expect.stringContaining("linux-riscv64: there is no build for it"),
  });
});

function at(name: string): string {
  return path.join(folder, name);
}

function write(name: string, text: string, mode: number): void {
  const file = path.join(folder, "package/native", name);
  writeFileSync(file, text);
  chmodSync(file, mode);
}

function modeOf(file: string): number {
  return statSync(file).mode & 0o777;
}
