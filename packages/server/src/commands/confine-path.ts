import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";

import { ImportRejected } from "@telekeep/core";

/** As many as Linux takes, which counts bytes. */
const MAX_PATH_LENGTH = 4096;

/** What is wrong with a path that a client names, as far as can be seen without a disk; or null. */
export function pathError(path: string): string | null {
  if (path === "") return "An empty path names no file; name each by its absolute path.";
  if (path.length > MAX_PATH_LENGTH) {
    return `A path has at most ${MAX_PATH_LENGTH} characters; one of ${path.length} was given.`;
  }
  if (isAbsolute(path) && !path.includes("\0") && path.isWellFormed()) return null;
  return `Name each file by its absolute path; ${JSON.stringify(path.slice(0, 80))} is none.`;
}

/**
 * Throws ImportRejected unless a path lies in one of `roots`; null allows any. Links are followed
 * first, so that none leads out.
 */
export async function confinePath(path: string, roots: readonly string[] | null): Promise<void> {
  if (roots === null) return;
  const real = await realpath(path).catch(() => resolve(path));
  if (!roots.some((root) => isInside(root, real))) {
    throw new ImportRejected(
      `${path} is not in a folder that imports are allowed from; see TELEKEEP_IMPORT_ROOTS.`,
      path,
    );
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
