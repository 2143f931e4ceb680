import { createHash, pbkdf2Sync } from "node:crypto";

/** The 2048-bit safe prime Telegram's servers use (https://core.telegram.org/mtproto/auth_key). */
const PRIME_HEX =
  "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f" +
  "48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37" +
  "20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64" +
  "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4" +
  "a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754" +
  "fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4" +
  "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f" +
  "0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b";

const PRIME = BigInt(`0x${PRIME_HEX}`);
const G = 3n;

export const srpPrime = Buffer.from(PRIME_HEX, "hex");
export const srpG = Number(G);

export interface SrpSalts {
  readonly salt1: Buffer;
  readonly salt2: Buffer;
}

/** What a server keeps instead of a password (https://core.telegram.org/api/srp). */
export function passwordVerifier(password: string, salts: SrpSalts): bigint {
  return power(G, passwordKey(password, salts));
}

/** The private number x of a password; 100,000 rounds, some 60 ms. */
export function passwordKey(password: string, { salt1, salt2 }: SrpSalts): bigint {
  const salted = (data: Buffer, salt: Buffer): Buffer => sha256(salt, data, salt);
  const first = salted(salted(Buffer.from(password), salt1), salt2);
  return toNumber(salted(pbkdf2Sync(first, salt1, 100_000, 64, "sha512"), salt2));
}

/** The server's half: its public number for a secret b. */
export function serverPublic(verifier: bigint, secret: bigint): bigint {
  return (multiplier() * verifier + power(G, secret)) % PRIME;
}

/** Whether the client's proof M1 shows that it knows the password. */
export function proofIsRight(
  salts: SrpSalts,
  verifier: bigint,
  secret: bigint,
  clientPublic: Buffer,
  proof: Buffer,
): boolean {
  const a = toNumber(clientPublic);
  if (a % PRIME === 0n) return false;
  const b = serverPublic(verifier, secret);
  const u = toNumber(sha256(pad(a), pad(b)));
  const shared = power((a * power(verifier, u)) % PRIME, secret);
  return proof.equals(clientProof(salts, a, b, sha256(pad(shared))));
}

/** The client's half, for tests: its public number and its proof. */
export function answerPassword(
  password: string,
  salts: SrpSalts,
  serverNumber: Buffer,
  secret: bigint,
): { readonly A: Buffer; readonly M1: Buffer } {
  const b = toNumber(serverNumber);
  const a = power(G, secret);
  const x = passwordKey(password, salts);
  const u = toNumber(sha256(pad(a), pad(b)));
  const base = (b - ((multiplier() * power(G, x)) % PRIME) + PRIME) % PRIME;
  const shared = power(base, secret + u * x);
  return { A: pad(a), M1: clientProof(salts, a, b, sha256(pad(shared))) };
}

/** A number as 256 bytes, as everything is hashed and sent. */
export function pad(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(512, "0"), "hex");
}

function clientProof({ salt1, salt2 }: SrpSalts, a: bigint, b: bigint, key: Buffer): Buffer {
  const ofPrime = sha256(srpPrime);
  const ofG = sha256(pad(G));
  const mixed = Buffer.from(ofPrime.map((byte, index) => byte ^ (ofG[index] ?? 0)));
  return sha256(mixed, sha256(salt1), sha256(salt2), pad(a), pad(b), key);
}

function multiplier(): bigint {
  return toNumber(sha256(srpPrime, pad(G)));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % PRIME;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % PRIME;
    square = (square * square) % PRIME;
  }
  return result;
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex") || "0"}`);
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return digest.digest();
}
