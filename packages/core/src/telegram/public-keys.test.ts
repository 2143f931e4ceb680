import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { InvalidInput } from "../domain/errors.ts";
import { serverKeys } from "./library.ts";
import { trustServers } from "./public-keys.ts";

afterEach(() => trustServers(null));

const dcs = [{ id: 2, host: "::1", port: 1 }];

/** The first of Telegram's keys that the library brings, as PEM. */
function telegramsKey(): { fingerprint: string; pem: string } {
  const [fingerprint, { n, e }] = [...serverKeys][0]!;
  const integer = (hex: string) => Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const der = (tag: number, body: Buffer) => {
    const length = Buffer.from([0x82, body.length >> 8, body.length & 255]);
    return Buffer.concat([Buffer.from([tag]), length, body]);
  };
  const number = (value: bigint) => {
    return der(2, Buffer.concat([Buffer.from([0]), integer(value.toString(16))]));
  };
  const body = Buffer.concat([number(BigInt(n.toString())), number(BigInt(e))]);
  const base64 = der(0x30, body).toString("base64");
  const pem = `-----BEGIN RSA PUBLIC KEY-----\n${base64}\n-----END RSA PUBLIC KEY-----`;
  return { fingerprint, pem };
}

describe("the keys that are believed", () => {
  it("have the fingerprints that Telegram gives them", () => {
    const { fingerprint, pem } = telegramsKey();
    const before = serverKeys.get(fingerprint)!;
    trustServers({ dcs, publicKeys: [pem] });
    expect([...serverKeys.keys()]).toEqual([fingerprint]);
    expect(serverKeys.get(fingerprint)!.n.toString()).toBe(before.n.toString());
    expect(serverKeys.get(fingerprint)!.e).toBe(65_537);
  });

  it("are those of the servers alone, and Telegram's alone without any", () => {
    const telegrams = [...serverKeys.keys()];
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    trustServers({ dcs, publicKeys: [pem] });
    expect(serverKeys.size).toBe(1);
    expect(telegrams).not.toContain([...serverKeys.keys()][0]);
    trustServers(null);
    expect([...serverKeys.keys()]).toEqual(telegrams);
  });

  it("are RSA keys", () => {
    const { publicKey } = generateKeyPairSync("ed25519");
    const other = publicKey.export({ type: "spki", format: "pem" }).toString();
    for (const publicKeys of [[other], ["-----BEGIN PUBLIC KEY-----"]]) {
      expect(() => trustServers({ dcs, publicKeys })).toThrow(InvalidInput);
    }
  });
});
