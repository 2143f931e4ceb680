/** What a hash may be made of; numbers up to 2^53 count with all their bits. */
export type HashPart = number | string | bigint;

/**
 * A 32-bit hash of its parts, the same on every machine and in every process. Everything random in
 * the simulator comes from here, so that a seed names one world.
 */
export function hash(...parts: readonly HashPart[]): number {
  let state = 0x2f6b_1c93;
  for (const part of parts) {
    if (typeof part === "number" && part >= 0 && part <= 0xffff_ffff) state = stir(state, part);
    else {
      const text = String(part);
      for (let index = 0; index < text.length; index++) {
        state = stir(state, text.charCodeAt(index));
      }
      state = stir(state, text.length ^ 0x5bd1_e995);
    }
  }
  return finish(state);
}

/** A signed 64-bit hash, for access hashes and the like. */
export function hash64(...parts: readonly HashPart[]): bigint {
  const high = BigInt(hash(...parts, "high"));
  return BigInt.asIntN(64, (high << 32n) | BigInt(hash(...parts, "low")));
}

/** `length` bytes that depend on the parts alone. */
export function hashBytes(length: number, ...parts: readonly HashPart[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(length / 4) * 4);
  const key = hash(...parts);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(finish(stir(key, at)), at);
  return bytes.subarray(0, length);
}

/** A stream of pseudo-random numbers; one stream per seed. */
export class Random {
  #state: number;
  readonly #key: number;

  constructor(...seed: readonly HashPart[]) {
    this.#state = hash(...seed);
    this.#key = hash(...seed, "stream");
  }

  /** An unsigned 32-bit integer. */
  next(): number {
    this.#state = (this.#state + 0x9e37_79b9) | 0;
    return finish(this.#state ^ this.#key);
  }

  /** An integer in [0, bound); 0 when the bound is 1 or less. */
  below(bound: number): number {
    return bound <= 1 ? 0 : Math.floor((this.next() / 0x1_0000_0000) * bound);
  }

  /** An integer in [low, high]. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability * 0x1_0000_0000;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("Nothing to pick from.");
    return item;
  }

  /** One of the keys, each as likely as its weight says. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key {
    const entries = Object.entries(weights) as [Key, number][];
    let rest = (this.next() / 0x1_0000_0000) * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      rest -= weight;
      if (rest < 0) return key;
    }
    const last = entries.at(-1);
    if (last === undefined) throw new Error("Nothing to weigh.");
    return last[0];
  }
}

function stir(state: number, value: number): number {
  let mixed = Math.imul(state ^ value, 0x85eb_ca6b);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0xc2b2_ae35) ^ (mixed >>> 13) ^ value;
}

function finish(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 16), 0x7feb_352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846c_a68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
