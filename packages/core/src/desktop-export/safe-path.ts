import { sep } from "node:path";

/** Why a path of an export may not be followed; each is reported once, with its count. */
export type PathRefusal =
  | "holds a NUL byte"
  | "is absolute"
  | "climbs out with .."
  | "is too long"
  | "leads out of the export's folder through a link"
  | "is a device's name";

const MAX_PATH_BYTES = 4096;

/**
 * The parts of a relative path that an export names, or why it may not be followed. Both slashes
 * separate, on every system, because the export may have been written on another one.
 */
export function splitPath(path: string, isWindows = sep === "\\"): readonly string[] | PathRefusal {
  if (path.includes("\0")) return "holds a NUL byte";
  if (path.length > MAX_PATH_BYTES) return "is too long";
  if (/^[/\\]/.test(path) || /^[A-Za-z]:/.test(path) || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    return "is absolute";
  }
  if (path.split(/[/\\]/).includes("..")) return "climbs out with ..";
  const parts = path.split(isWindows ? /[/\\]/ : "/").filter((part) => part !== "" && part !== ".");
  return isWindows && parts.some(isDevice) ? "is a device's name" : parts;
}

/** On Windows these open a device or another stream of a file, whatever folder they stand in. */
function isDevice(part: string): boolean {
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(part) || part.includes(":");
}
