import type { KeyObject } from "node:crypto";
import { createSecretKey, hkdfSync, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { InvalidInput } from "../domain/errors.ts";
import { readOrCreateKeyFile } from "./vault-key-file.ts";

/**
 * Where the key comes from that sessions are sealed with. `passphrase`: made of it, and kept
 * nowhere. `key`: 32 random bytes in base64 or hex, as somebody else keeps them for us. `file`: the
 * random `vault.key` of a data directory, which is made when it is not there.
 */
export type VaultKeySource =
  | { readonly type: "passphrase"; readonly passphrase: string }
  | { readonly type: "key"; readonly key: string }
  | { readonly type: "file"; readonly dataDir: string };

/** A key that wraps others, and what tells it from another one. */
export interface VaultKey {
  readonly wrapping: KeyObject;
  /** 16 bytes that say nothing of the key. */
  readonly id: Buffer;
  /** What a person calls it: the end of "another key than …". */
  readonly name: string;
}

export const KEY_BYTES = 32;

/**
 * Takes 128 MiB and about half a second for each guess, whoever guesses: OWASP's first choice for
 * scrypt (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
 */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };

const stretch = promisify<string, Buffer, number, typeof SCRYPT, Buffer>(scrypt);

/**
 * The vault's key. That a passphrase is wrong shows only by what was sealed with another one.
 *
 * @param readSalt what goes with a passphrase: the same for all processes of an archive
 * @throws {InvalidInput} the passphrase is empty, or the key is not 32 bytes
 * @throws {VaultLocked} the key file is damaged
 */
export async function openVaultKey(
  source: VaultKeySource,
  readSalt: () => Promise<Buffer>,
): Promise<VaultKey> {
  switch (source.type) {
    case "passphrase": {
      if (source.passphrase === "") throw new InvalidInput("The vault's passphrase is empty.");
      const salt = await readSalt();
      // The same letters from another keyboard may be composed differently.
      const phrase = source.passphrase.normalize("NFC");
      return vaultKey(await stretch(phrase, salt, KEY_BYTES, SCRYPT), "the one of this passphrase");
    }
    case "key":
      return vaultKey(parseKey(source.key), "the one in TELEKEEP_VAULT_KEY");
    case "file":
      return vaultKey(readOrCreateKeyFile(source.dataDir), "the one in vault.key");
  }
}

function vaultKey(secret: Buffer, name: string): VaultKey {
  const derive = (purpose: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, "", `telekeep.vault:${purpose}`, bytes));
  const wrapping = createSecretKey(derive("wrap", KEY_BYTES));
  return { wrapping, id: derive("id", 16), name };
}

function parseKey(text: string): Buffer {
  const trimmed = text.trim();
  const isHex = /^[0-9a-f]{64}$/i.test(trimmed);
  const key = Buffer.from(trimmed, isHex ? "hex" : "base64");
  // Node's base64 skips what is none: only the right number of the right letters is a key.
  if (isHex || (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed) && key.length === KEY_BYTES)) return key;
  throw new InvalidInput(
    "The vault's key is not 32 bytes in base64 or hex; make one with: openssl rand -base64 32",
  );
}
