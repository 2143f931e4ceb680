import { homedir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Makes a path that a person typed, pasted or dropped absolute: quotes, `~`, file:// addresses and
 * the backslashes of a dropped path with spaces are undone.
 * @param from directory that relative paths start from
 */
export function absolutePath(
  typed: string,
  from: string,
  { home = homedir(), platform = process.platform as NodeJS.Platform } = {},
): string {
  let path = typed.trim();
  const quoted = /^(["'])(.*)\1$/s.exec(path);
  if (quoted) path = quoted[2] ?? path;
  else if (platform !== "win32") path = path.replace(/\\([ ()&'"[\]])/g, "$1");
  if (path.startsWith("file://")) {
    try {
      return fileURLToPath(path);
    } catch {
      return path;
    }
  }
  if (path === "~" || path.startsWith("~/")) path = home + path.slice(1);
  return resolve(from, path);
}
