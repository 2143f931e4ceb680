// What no linter asks: names that say what a file holds, doors only where a package has one, pure
// code that does not read the clock, and files that stay small. node scripts/check-files.ts
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { judgeFile } from "./check-files/judge-file.ts";

const root = join(import.meta.dirname, "..");
const NOT_OURS = /^(node_modules|generated|dist|coverage|fixtures)$/;

/** Every file below a folder that is ours, as a path with slashes relative to the checkout. */
function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !NOT_OURS.test(entry.name)) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

const files = ["packages", "prisma", "scripts", "tests"].flatMap((name) => [...filesBelow(name)]);
const findings = files.flatMap((path) =>
  judgeFile(path, () => readFileSync(join(root, path), "utf8")),
);

for (const { severity, path, message } of findings) console.log(`${severity} ${path}: ${message}`);
process.exitCode = findings.some(({ severity }) => severity === "error") ? 1 : 0;
