import { generatePrimeSync } from "node:crypto";

/** The number a client has to factor before it gets a key: p < q, big-endian without zeros. */
export interface FactorChallenge {
  readonly pq: Buffer;
  readonly p: Buffer;
  readonly q: Buffer;
}

/** `bits` per prime: 31 as Telegram's, or fewer so that a test's client need not work. */
export function factorChallenge(bits: number): FactorChallenge {
  const draw = () => generatePrimeSync(bits, { bigint: true });
  const first = draw();
  let second = draw();
  while (second === first) second = draw();
  const [p, q] = first < second ? [first, second] : [second, first];
  return { pq: bytesOf(p * q), p: bytesOf(p), q: bytesOf(q) };
}

function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}
