import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A hash over the contents of files; one that is missing counts as empty.
 * @param {string[]} files
 * @param {string[]} facts anything else the result depends on
 */
export function fingerprint(files, facts = []) {
  const hash = createHash("sha256").update(JSON.stringify(facts));
  for (const file of files) {
    hash.update(`\0${file.length}\0`);
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** @param {string} stamp path of a stamp file @returns {string} what it says; "" without one */
export function readStamp(stamp) {
  return existsSync(stamp) ? readFileSync(stamp, "utf8").trim() : "";
}

/** @param {string} stamp @param {string} text */
export function writeStamp(stamp, text) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${text}\n`);
}

/**
 * Every file that decides what `pnpm install` makes.
 * @param {string} root
 */
export function manifests(root) {
  const packages = readdirSync(join(root, "packages")).sort();
  return [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "package.json",
    "prisma/package.json",
    ...packages.map((name) => `packages/${name}/package.json`),
  ].map((path) => join(root, path));
}
