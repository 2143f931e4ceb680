import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import path from "node:path";
import { giveToOwner } from "./cluster-place.ts";
import { translateFileError } from "./translate-file-error.ts";

/** The file that holds the server's password, for its owner alone (0600). */
export function passwordFile(dataDir: string): string {
  return path.join(dataDir, "postgres.password");
}

/** The stored password, or `undefined` when there is none yet. */
export function readPassword(dataDir: string): string | undefined {
  try {
    return readFileSync(passwordFile(dataDir), "utf8").trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw translateFileError(error, dataDir) ?? error;
  }
}

/** Makes a random password and stores it durably before it is used anywhere. */
export function createPassword(dataDir: string): string {
  const password = randomBytes(32).toString("base64url");
  const file = passwordFile(dataDir);
  try {
    writePrivateFile(`${file}.new`, password);
    giveToOwner(`${file}.new`, dataDir);
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw translateFileError(error, dataDir) ?? error;
  }
  return password;
}

/** Writes a file that nobody but its owner can ever have opened. */
export function writePrivateFile(file: string, text: string): void {
  const handle = openSync(file, "w", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
