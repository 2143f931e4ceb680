import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InvalidInput } from "@telekeep/core";

/** What Telegram gives everybody who writes a client: https://my.telegram.org. */
export interface TelegramCredentials {
  readonly apiId: number;
  readonly apiHash: string;
}

/**
 * Checks what a person has entered. Throws InvalidInput, showing neither: the hash is a secret, and
 * whoever mixed them up put it in the other's place.
 */
export function parseCredentials(id: string, hash: string): TelegramCredentials {
  const [apiId, apiHash] = [id.trim(), hash.trim()];
  if (/^[1-9]\d{0,9}$/.test(apiId) && /^[0-9a-f]{32}$/i.test(apiHash)) {
    return { apiId: Number(apiId), apiHash };
  }
  throw new InvalidInput(
    "The api_id is a number and the api_hash 32 hex digits; https://my.telegram.org shows both: " +
      "give them as they stand there.",
  );
}

/** What `keepCredentials` kept in a data folder, or null. Throws InvalidInput for anything else. */
export async function readCredentials(dataDir: string): Promise<TelegramCredentials | null> {
  const file = credentialsFile(dataDir);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const { apiId, apiHash } = JSON.parse(text) as { apiId: unknown; apiHash: unknown };
    return parseCredentials(String(apiId), String(apiHash));
  } catch {
    throw new InvalidInput(`${file} is damaged; delete it, and give api_id and api_hash again.`);
  }
}

/** Keeps credentials for the next start, whole or not at all, in a file for its owner alone. */
export async function keepCredentials(
  dataDir: string,
  credentials: TelegramCredentials,
): Promise<void> {
  const file = credentialsFile(dataDir);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    await writeFile(draft, `${JSON.stringify(credentials)}\n`, { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

function credentialsFile(dataDir: string): string {
  return join(dataDir, "telegram.json");
}
