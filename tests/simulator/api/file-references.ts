import type { Account } from "../world/account.ts";
import type { Now } from "../world/chat.ts";
import { hashBytes } from "../world/prng.ts";

/** What a client's file reference is worth now. */
export type ReferenceVerdict = "good" | "expired" | "invalid" | "empty";

/**
 * File references: proof that the client saw the file's message lately. They run out by time, and
 * all at once when `expireAll` is called (https://core.telegram.org/api/file_reference).
 */
export class FileReferences {
  readonly #seed: number;
  readonly #now: Now;
  readonly #lifetime: number;
  #epoch = 0;

  /** @param lifetime milliseconds; Infinity for references that never run out by themselves */
  constructor(seed: number, now: Now, lifetime: number) {
    this.#seed = seed;
    this.#now = now;
    this.#lifetime = lifetime;
  }

  create(account: Account, file: bigint): Buffer {
    const bytes = Buffer.alloc(21);
    bytes.writeUInt8(1);
    bytes.writeUInt32BE(this.#epoch, 1);
    bytes.writeBigUInt64BE(BigInt(Math.max(0, Math.floor(this.#now()))), 5);
    this.#seal(bytes.subarray(0, 13), account, file).copy(bytes, 13);
    return bytes;
  }

  judge(account: Account, file: bigint, reference: Buffer): ReferenceVerdict {
    if (reference.length === 0) return "empty";
    if (reference.length !== 21) return "invalid";
    const seal = this.#seal(reference.subarray(0, 13), account, file);
    if (!seal.equals(reference.subarray(13))) return "invalid";
    const age = this.#now() - Number(reference.readBigUInt64BE(5));
    const old = reference.readUInt32BE(1) !== this.#epoch || age > this.#lifetime;
    return old ? "expired" : "good";
  }

  /** Every reference given out so far has run out. */
  expireAll(): void {
    this.#epoch++;
  }

  #seal(head: Buffer, account: Account, file: bigint): Buffer {
    return hashBytes(8, this.#seed, "reference", account.key, file, head.toString("hex"));
  }
}
