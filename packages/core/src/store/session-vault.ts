import type { KeyObject } from "node:crypto";
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { AccountId } from "../domain/account.ts";
import { VaultLocked } from "../domain/store-failures.ts";
import type { VaultKey, VaultKeySource } from "./vault-key.ts";
import { KEY_BYTES, openVaultKey } from "./vault-key.ts";
import { readVaultSalt } from "./vault-salt.ts";

/** What is sealed for an account; one does not open as the other. */
export type SealedKind = "session" | "proxy";

/** A secret of an account as it is stored. */
export interface SealedSecret {
  readonly sealed: Buffer;
  readonly keyId: Buffer;
}

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is sealed: how to read the rest. */
const FORMAT = 1;
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/**
 * Seals and opens sessions and proxies. Each sealing has a data key of its own, so that no key and nonce ever
 * meet twice; the vault's key only wraps data keys. Both ciphertexts are bound to the account: a
 * session that was copied to another account's row does not open.
 */
export class SessionVault {
  readonly #key: VaultKey;

  constructor(key: VaultKey) {
    this.#key = key;
  }

  /** Fingerprint of the key, stored beside what it sealed. */
  get keyId(): Buffer {
    return this.#key.id;
  }

  seal(accountId: AccountId, secret: string, kind: SealedKind = "session"): SealedSecret {
    const dataKey = randomBytes(KEY_BYTES);
    const sealed = Buffer.concat([
      Buffer.of(FORMAT),
      encrypt(this.#key.wrapping, dataKey, `telekeep.data-key:${accountId}`),
      encrypt(createSecretKey(dataKey), Buffer.from(secret), `telekeep.${kind}:${accountId}`),
    ]);
    dataKey.fill(0);
    return { sealed, keyId: this.keyId };
  }

  /** Throws VaultLocked, telling another key from bytes that are not as they were sealed. */
  open(
    accountId: AccountId,
    { sealed, keyId }: SealedSecret,
    kind: SealedKind = "session",
  ): string {
    if (!keyId.equals(this.keyId)) throw this.refusal();
    try {
      if (sealed[0] !== FORMAT) throw new RangeError("unknown format");
      const wrapped = sealed.subarray(1, 1 + WRAPPED_BYTES);
      const dataKey = decrypt(this.#key.wrapping, wrapped, `telekeep.data-key:${accountId}`);
      const content = sealed.subarray(1 + WRAPPED_BYTES);
      const secret = decrypt(createSecretKey(dataKey), content, `telekeep.${kind}:${accountId}`);
      dataKey.fill(0);
      return secret.toString();
    } catch {
      // Without a cause: what a cipher says is of no use, and its error may hold what it was given.
      throw new VaultLocked(
        kind === "session"
          ? "The stored session of this account was altered or damaged; sign in again."
          : "The stored proxy of this account was altered or damaged; set it again.",
      );
    }
  }

  /** What is said about sessions that another key has sealed. */
  refusal(): VaultLocked {
    return new VaultLocked(
      `Sessions of this archive are sealed with another key than ${this.#key.name}; start with ` +
        "that key, or sign those accounts out and in again.",
    );
  }
}

/** Opens the vault of an archive. Throws what openVaultKey throws, and DatabaseUnavailable. */
export async function openSessionVault(source: VaultKeySource, pool: Pool): Promise<SessionVault> {
  return new SessionVault(await openVaultKey(source, () => readVaultSalt(pool)));
}

function encrypt(key: KeyObject, plain: Buffer, associated: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(associated));
  const content = [cipher.update(plain), cipher.final()];
  return Buffer.concat([nonce, ...content, cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, sealed: Buffer, associated: string): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([
    decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)),
    decipher.final(),
  ]);
}
