import type { Account } from "../world/account.ts";
import type { Now } from "../world/chat.ts";
import { hashBytes } from "../world/prng.ts";
import { badRequest } from "./rpc-failure.ts";

/** A QR code's content: whoever accepts it signs its asker in. */
export interface LoginToken {
  readonly bytes: Buffer;
  readonly authKeyId: bigint;
  /** Milliseconds. */
  readonly expiresAt: number;
  acceptedBy: Account | null;
}

/** Login tokens by key; see https://core.telegram.org/api/qr-login. */
export class LoginTokens {
  readonly #seed: number;
  readonly #now: Now;
  readonly #lifetime: number;
  readonly #byKey = new Map<bigint, LoginToken>();
  readonly #byBytes = new Map<string, LoginToken>();
  #count = 0;

  /** @param lifetime milliseconds */
  constructor(seed: number, now: Now, lifetime: number) {
    this.#seed = seed;
    this.#now = now;
    this.#lifetime = lifetime;
  }

  /** The key's token: the one it has while that is good or accepted, otherwise a new one. */
  of(authKeyId: bigint): LoginToken {
    const known = this.#byKey.get(authKeyId);
    if (known !== undefined && (known.acceptedBy !== null || known.expiresAt > this.#now())) {
      return known;
    }
    const token: LoginToken = {
      bytes: hashBytes(32, this.#seed, "login token", authKeyId, this.#count++),
      authKeyId,
      expiresAt: this.#now() + this.#lifetime,
      acceptedBy: null,
    };
    this.#byKey.set(authKeyId, token);
    this.#byBytes.set(token.bytes.toString("hex"), token);
    return token;
  }

  /** Signs the token's asker in as this account, as scanning the code with a phone does. */
  accept(bytes: Buffer, account: Account): LoginToken {
    const token = this.#byBytes.get(bytes.toString("hex"));
    if (token === undefined) throw badRequest("AUTH_TOKEN_INVALID");
    if (token.acceptedBy !== null) throw badRequest("AUTH_TOKEN_ALREADY_ACCEPTED");
    if (token.expiresAt <= this.#now()) throw badRequest("AUTH_TOKEN_EXPIRED");
    token.acceptedBy = account;
    return token;
  }

  /** Takes an accepted token out of use; the account that accepted it. */
  redeem(bytes: Buffer): Account {
    const name = bytes.toString("hex");
    const token = this.#byBytes.get(name);
    if (token === undefined || token.acceptedBy === null) throw badRequest("AUTH_TOKEN_INVALID");
    this.#byBytes.delete(name);
    this.#byKey.delete(token.authKeyId);
    return token.acceptedBy;
  }
}
