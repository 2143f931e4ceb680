import { createDiffieHellman, type DiffieHellman, randomBytes } from "node:crypto";

/** The prime Telegram's servers have always sent; clients know it and skip its proof. */
export const DH_PRIME = Buffer.from(
  "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f" +
    "48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37" +
    "20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64" +
    "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4" +
    "a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754" +
    "fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4" +
    "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f" +
    "0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b",
  "hex",
);
/** Generates the subgroup of order (p-1)/2, as p mod 3 is 2. */
export const DH_GENERATOR = 3;

/** The server's half of one exchange. */
export interface Exchange {
  /** 256 bytes. */
  readonly gA: Buffer;
  /** g^(ab), 256 bytes with its leading zeros; null for a g_b that is not acceptable. */
  agree(gB: Buffer): Buffer | null;
}

export function beginExchange(): Exchange {
  const secret = randomBytes(255);
  return {
    gA: padTo256(withSecret(secret).generateKeys()),
    agree: (gB) => (isSafe(gB) ? padTo256(withSecret(secret).computeSecret(gB)) : null),
  };
}

let shared: DiffieHellman | undefined;

/** OpenSSL proves the prime anew for each object, a quarter of a second, so all share one. */
function withSecret(secret: Buffer): DiffieHellman {
  shared ??= createDiffieHellman(DH_PRIME, DH_GENERATOR);
  shared.setPrivateKey(secret);
  return shared;
}

const valueOf = (bytes: Buffer) => BigInt(`0x${bytes.toString("hex") || "0"}`);
const PRIME = valueOf(DH_PRIME);
const MARGIN = 1n << (2048n - 64n);

/** The bounds the protocol's security guidelines ask both sides to check. */
function isSafe(gB: Buffer): boolean {
  const value = valueOf(gB);
  return gB.length <= 256 && value >= MARGIN && value <= PRIME - MARGIN;
}

/** OpenSSL leaves leading zeros out; both sides hash the key with them. */
export function padTo256(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(256 - bytes.length), bytes]);
}
