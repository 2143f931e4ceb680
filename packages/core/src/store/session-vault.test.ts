import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../domain/errors.ts";
import { VaultLocked } from "../domain/store-failures.ts";
import { SessionVault } from "./session-vault.ts";
import type { VaultKeySource } from "./vault-key.ts";
import { openVaultKey } from "./vault-key.ts";

const SESSION = "1BQANOTEuMTA4LjU2LjE2NQG7 canary";
const SALT = Buffer.alloc(16, 1);

async function open(source: VaultKeySource, salt = SALT): Promise<SessionVault> {
  return new SessionVault(await openVaultKey(source, async () => salt));
}

const randomKey = (): VaultKeySource => ({
  type: "key",
  key: randomBytes(32).toString("base64"),
});

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "telekeep-vault-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("sealing a session", () => {
  it("gives it back to the same account", async () => {
    const vault = await open(randomKey());
    for (const session of [SESSION, "", "ключ 🔑", "x".repeat(100_000)]) {
      expect(vault.open(7, vault.seal(7, session))).toBe(session);
    }
  });

  it("never seals alike, so that nobody sees whether a session has changed", async () => {
    const vault = await open(randomKey());
    const [first, second] = [vault.seal(7, SESSION), vault.seal(7, SESSION)];
    const pieces = (sealed: Buffer) => [sealed.subarray(1, 13), sealed.subarray(61, 73)];
    const nonces = [...pieces(first.sealed), ...pieces(second.sealed)];
    expect(new Set(nonces.map(String)).size).toBe(4);
    expect(first.sealed.includes(SESSION)).toBe(false);
  });

  it("does not open for another account", async () => {
    const vault = await open(randomKey());
    expect(() => vault.open(8, vault.seal(7, SESSION))).toThrow(VaultLocked);
  });

  it("notices a change of any byte, and tells it from another key", async () => {
    const vault = await open(randomKey());
    const { sealed, keyId } = vault.seal(7, SESSION);
    for (let at = 0; at < sealed.length; at++) {
      const altered = Buffer.from(sealed);
      altered[at]! ^= 1;
      expect(() => vault.open(7, { sealed: altered, keyId })).toThrow(/altered or damaged/);
    }
    for (const length of [0, 1, 40, 62, sealed.length - 1]) {
      const cut = { sealed: sealed.subarray(0, length), keyId };
      expect(() => vault.open(7, cut)).toThrow(/altered or damaged/);
    }
    const other = await open(randomKey());
    expect(() => other.open(7, { sealed, keyId })).toThrow(/another key than the one in TELEKEEP/);
  });

  it("shows neither key nor session to who looks at the vault or its errors", async () => {
    const key = randomBytes(32);
    const vault = await open({ type: "key", key: key.toString("hex") });
    const { sealed, keyId } = vault.seal(7, SESSION);
    const error: unknown = await Promise.resolve()
      .then(() => vault.open(8, { sealed, keyId }))
      .catch((thrown: unknown) => thrown);
    const seen = [vault, error].map((value) => inspect(value, { depth: 9, showHidden: true }));
    const forms = [key.toString("hex"), key.toString("base64"), inspect(key).slice(8, 40), SESSION];
    for (const form of forms) expect(seen.join()).not.toContain(form);
    expect(JSON.stringify([vault, error])).not.toContain(SESSION);
  });
});

describe("the vault's key", () => {
  it("is the same from base64, base64url and hex, and nothing else will do", async () => {
    const key = randomBytes(32);
    const ids = [];
    for (const form of ["base64", "base64url", "hex"] as const) {
      ids.push(
        (await open({ type: "key", key: ` ${key.toString(form)}\n` })).keyId.toString("hex"),
      );
    }
    expect(new Set(ids).size).toBe(1);
    const wrong = ["", "hunter2", key.toString("hex").slice(2), `${key.toString("base64")}AAAA`];
    for (const text of wrong) {
      const refusal: unknown = await open({ type: "key", key: text }).catch((error) => error);
      expect(refusal).toBeInstanceOf(InvalidInput);
      if (text !== "") expect(String(refusal)).not.toContain(text);
    }
  });

  it("comes of a passphrase and its salt, however the keyboard composes its letters", async () => {
    const [composed, other, decomposed, salted] = await Promise.all([
      open({ type: "passphrase", passphrase: "pässword" }),
      open({ type: "passphrase", passphrase: "pässword " }),
      open({ type: "passphrase", passphrase: "pa\u0308ssword" }),
      open({ type: "passphrase", passphrase: "pässword" }, Buffer.alloc(16, 2)),
    ]);
    const sealed = composed.seal(7, SESSION);
    expect(decomposed.open(7, sealed)).toBe(SESSION);
    for (const vault of [other, salted]) {
      expect(() => vault.open(7, sealed)).toThrow(/another key than the one of this passphrase/);
    }
    await expect(open({ type: "passphrase", passphrase: "" })).rejects.toThrow(InvalidInput);
  });

  it("is made once for a data directory, for its owner's eyes", async () => {
    await withFolder(async (dataDir) => {
      const file = path.join(dataDir, "vault.key");
      const sealed = (await open({ type: "file", dataDir })).seal(7, SESSION);
      expect((await open({ type: "file", dataDir })).open(7, sealed)).toBe(SESSION);
      if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);
      await rm(file);
      const replaced = await open({ type: "file", dataDir });
      expect(() => replaced.open(7, sealed)).toThrow(/another key than the one in vault\.key/);
    });
  });

  it("is not replaced when its file is damaged", async () => {
    await withFolder(async (dataDir) => {
      const file = path.join(dataDir, "vault.key");
      await open({ type: "file", dataDir });
      await chmod(file, 0o600);
      for (const content of ["", "short", `${"A".repeat(43)}!`]) {
        await writeFile(file, content);
        await expect(open({ type: "file", dataDir })).rejects.toThrow(VaultLocked);
        expect(await readFile(file, "utf8")).toBe(content);
      }
    });
  });
});
