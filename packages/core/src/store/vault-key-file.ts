import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { VaultLocked } from "../domain/store-failures.ts";
import { giveToOwner, makeDataDir } from "./cluster-place.ts";
import { writePrivateFile } from "./server-password.ts";
import { translateFileError } from "./translate-file-error.ts";

/**
 * The 32 bytes of `vault.key`, which its owner alone may read (0600); random ones when there is no
 * such file. It lies beside the database and not in it, so that a copy of the database opens
 * nothing.
 *
 * @throws {VaultLocked} the file is not what was written
 */
export function readOrCreateKeyFile(dataDir: string): Buffer {
  try {
    const folder = makeDataDir(dataDir);
    const file = path.join(folder, "vault.key");
    return read(file) ?? create(file, folder);
  } catch (error) {
    throw translateFileError(error, dataDir) ?? error;
  }
}

function read(file: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  if (/^[A-Za-z0-9_-]{43}$/.test(text)) return Buffer.from(text, "base64url");
  throw new VaultLocked(
    `The key in ${file} is damaged; restore that file, or move it away and sign in again.`,
  );
}

/** The file is there with all of its content or not at all, and of two makers the first one wins. */
function create(file: string, folder: string): Buffer {
  const temporary = `${file}.${process.pid}`;
  writePrivateFile(temporary, randomBytes(32).toString("base64url"));
  giveToOwner(temporary, folder);
  try {
    linkSync(temporary, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Not every file system can link; there the folder's lock has to keep others away.
    if (code !== "EEXIST") renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
  return read(file)!;
}
