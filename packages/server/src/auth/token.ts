import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { InvalidInput } from "@telekeep/core";

/** 32 random bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The file of the token in a data folder. */
export function tokenFile(dataDir: string): string {
  return join(dataDir, "token");
}

/**
 * The token of a data folder, made at the first start in a file for its owner alone. Of several
 * servers that start at once all get the same one.
 *
 * @param warn is told when others could have read the file; it is closed to them again
 * @throws {InvalidInput} when the file holds something else
 */
export async function loadToken(dataDir: string, warn: (message: string) => void): Promise<string> {
  const file = tokenFile(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const text = (await readIfThere(file)) ?? (await create(file));
  const token = text.trim();
  if (!TOKEN.test(token)) {
    throw new InvalidInput(`${file} does not hold a token; delete it to have a new one made.`);
  }
  if (process.platform !== "win32" && ((await stat(file)).mode & 0o077) !== 0) {
    await chmod(file, 0o600);
    warn(`${file} could be read by other users and was closed to them; delete it for a new token.`);
  }
  return token;
}

/** Answers whether a presented token is the right one, in a time that tells nothing of either. */
export function tokenCheck(token: string): (presented: string) => boolean {
  const expected = digest(token);
  return (presented) => timingSafeEqual(digest(presented), expected);
}

/** The token in an `Authorization: Bearer` header's value, or null. */
export function bearerToken(authorization: string | undefined): string | null {
  return /^Bearer +(\S{1,200})$/i.exec(authorization ?? "")?.[1] ?? null;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Whole or not at all: the file is written under another name, and a link never overwrites. */
async function create(file: string): Promise<string> {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(draft, `${randomBytes(32).toString("base64url")}\n`, {
      mode: 0o600,
      flag: "wx",
    });
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(file, "utf8");
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
