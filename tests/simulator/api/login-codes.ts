import type { Now } from "../world/chat.ts";
import { hashBytes } from "../world/prng.ts";
import { badRequest } from "./rpc-failure.ts";

/** How login codes are handed out. */
export interface LoginCodeLimits {
  /** How long a code is good, in milliseconds. */
  readonly lifetime: number;
  /** Wrong attempts after which a code is worthless. */
  readonly attempts: number;
  /** Codes for one phone within a day, after which there are no more. */
  readonly codesPerDay: number;
}

interface SentCode {
  readonly phone: string;
  readonly codeHash: string;
  readonly sentAt: number;
  resent: number;
  wrong: number;
}

const DAY = 86_400_000;

/** Login codes under way: one per phone, each replacing the one before. */
export class LoginCodes {
  readonly #now: Now;
  readonly #limits: LoginCodeLimits;
  readonly #codes = new Map<string, SentCode>();
  readonly #sent = new Map<string, number[]>();

  constructor(now: Now, limits: LoginCodeLimits) {
    this.#now = now;
    this.#limits = limits;
  }

  /** Sends a code to a phone; the hash that goes with it. */
  send(phone: string): string {
    const now = this.#now();
    const today = (this.#sent.get(phone) ?? []).filter((at) => at > now - DAY);
    if (today.length >= this.#limits.codesPerDay) throw badRequest("PHONE_NUMBER_FLOOD");
    this.#sent.set(phone, [...today, now]);
    const codeHash = hashBytes(9, "code", phone, now, today.length).toString("hex");
    this.#codes.set(phone, { phone, codeHash, sentAt: now, resent: 0, wrong: 0 });
    return codeHash;
  }

  /** Sends the code another way: 1 is the second way, 2 the third, and there are no more. */
  resend(phone: string, codeHash: string): number {
    const code = this.#find(phone, codeHash);
    if (code.resent >= 2) throw badRequest("SEND_CODE_UNAVAILABLE");
    return ++code.resent;
  }

  cancel(phone: string, codeHash: string): void {
    this.#find(phone, codeHash);
    this.#codes.delete(phone);
  }

  /** Throws unless the code is the expected one; a right code is used up. */
  check(phone: string, codeHash: string, given: string | undefined, expected: string): void {
    if (given === undefined || given === "") throw badRequest("PHONE_CODE_EMPTY");
    const code = this.#find(phone, codeHash);
    if (given !== expected) {
      code.wrong++;
      throw badRequest("PHONE_CODE_INVALID");
    }
    this.#codes.delete(phone);
  }

  #find(phone: string, codeHash: string): SentCode {
    if (codeHash === "") throw badRequest("PHONE_CODE_HASH_EMPTY");
    const code = this.#codes.get(phone);
    const expired =
      code === undefined ||
      code.codeHash !== codeHash ||
      code.wrong >= this.#limits.attempts ||
      this.#now() - code.sentAt > this.#limits.lifetime;
    if (expired) throw badRequest("PHONE_CODE_EXPIRED");
    return code;
  }
}
