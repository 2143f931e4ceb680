import type { TlObject } from "../tl/value.ts";
import type { Account } from "../world/account.ts";
import { hashBytes } from "../world/prng.ts";
import { badRequest } from "./rpc-failure.ts";
import {
  pad,
  passwordVerifier,
  proofIsRight,
  type SrpSalts,
  serverPublic,
  srpG,
  srpPrime,
} from "./srp.ts";

interface Challenge {
  readonly account: Account;
  readonly secret: bigint;
}

/** Second factors: what is kept of the passwords, and the challenges under way. */
export class PasswordChecks {
  readonly #seed: number;
  readonly #verifiers = new Map<string, bigint>();
  readonly #challenges = new Map<bigint, Challenge>();
  #count = 0n;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** `account.password` with a fresh challenge, for an account with or without a password. */
  challenge(account: Account): TlObject {
    const { password, passwordHint } = account.spec;
    const salts = this.#salts(account);
    const algorithm: TlObject = {
      _: "passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow",
      salt1: salts.salt1,
      salt2: salts.salt2,
      g: srpG,
      p: srpPrime,
    };
    const always: TlObject = {
      _: "account.password",
      new_algo: { ...algorithm, salt1: salts.salt1.subarray(0, 8) },
      new_secure_algo: {
        _: "securePasswordKdfAlgoPBKDF2HMACSHA512iter100000",
        salt: hashBytes(8, this.#seed, "secure"),
      },
      secure_random: hashBytes(256, this.#seed, "secure random", account.key, this.#count),
      has_password: password !== undefined,
    };
    if (password === undefined) return always;
    const id = ++this.#count;
    const secret = BigInt(
      `0x${hashBytes(128, this.#seed, "secret", account.key, id).toString("hex")}`,
    );
    this.#challenges.set(id, { account, secret });
    return {
      ...always,
      current_algo: algorithm,
      srp_B: pad(serverPublic(this.#verifier(account, password), secret)),
      srp_id: id,
      hint: passwordHint,
    };
  }

  /** Throws unless the answer proves the account's password. A challenge serves once. */
  check(account: Account, answer: TlObject): void {
    const { password } = account.spec;
    const { srp_id: id, A: clientPublic, M1: proof } = answer;
    if (typeof id !== "bigint" || !Buffer.isBuffer(clientPublic) || !Buffer.isBuffer(proof)) {
      throw badRequest("PASSWORD_HASH_INVALID");
    }
    const challenge = this.#challenges.get(id);
    if (challenge?.account !== account) throw badRequest("SRP_ID_INVALID");
    this.#challenges.delete(id);
    const salts = this.#salts(account);
    const right =
      password !== undefined &&
      proofIsRight(salts, this.#verifier(account, password), challenge.secret, clientPublic, proof);
    if (!right) throw badRequest("PASSWORD_HASH_INVALID");
  }

  #salts(account: Account): SrpSalts {
    const salt = (name: string, length: number) => hashBytes(length, this.#seed, name, account.key);
    return { salt1: salt("salt1", 40), salt2: salt("salt2", 16) };
  }

  #verifier(account: Account, password: string): bigint {
    const known = this.#verifiers.get(account.key);
    if (known !== undefined) return known;
    const verifier = passwordVerifier(password, this.#salts(account));
    this.#verifiers.set(account.key, verifier);
    return verifier;
  }
}
