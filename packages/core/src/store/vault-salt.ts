import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { translated } from "./translate-error.ts";

const SALT_BYTES = 16;

/**
 * What is hashed with a passphrase: random, made once and kept in the database, so that each process
 * of an archive makes the same key, and nobody's list of hashed passphrases fits two archives.
 */
export function readVaultSalt(pool: Pool): Promise<Buffer> {
  return translated(async () => {
    await pool.query("INSERT INTO vault (scrypt_salt) VALUES ($1) ON CONFLICT DO NOTHING", [
      randomBytes(SALT_BYTES),
    ]);
    const { rows } = await pool.query<{ salt: Buffer }>("SELECT scrypt_salt AS salt FROM vault");
    return rows[0]!.salt;
  });
}
