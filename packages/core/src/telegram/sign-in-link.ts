import { InvalidState } from "../domain/errors.ts";
import { SignInRefused, SourceUnavailable } from "../domain/source-failures.ts";
import { openLink } from "./connect.ts";
import { Api, computeCheck } from "./library.ts";
import type { Link } from "./link.ts";
import type { LinkOptions } from "./link-options.ts";
import { maskPhone } from "./mask-phone.ts";
import { fullName, tryMark } from "./normalise-peer.ts";
import { refuseSignIn } from "./refuse-sign-in.ts";
import { RpcFailure } from "./rpc-failure.ts";
import type { PasswordStep, SignedInStep } from "./sign-in-step.ts";

/** Challenges serve once, and run out; a second one is asked for without a word. */
const CHALLENGES = 2;

/** The link of a sign-in, which may have to move to the data centre where the account lives. */
export class SignInLink implements AsyncDisposable {
  readonly #options: LinkOptions;
  #link: Link;

  constructor(options: LinkOptions, link: Link) {
    this.#options = options;
    this.#link = link;
  }

  /** Connects where sign-ins begin. */
  static async open(options: LinkOptions, signal: AbortSignal): Promise<SignInLink> {
    try {
      return new SignInLink(options, await openLink(options, null, signal));
    } catch (error) {
      throw refuseSignIn(error);
    }
  }

  get link(): Link {
    return this.#link;
  }

  /**
   * Asks, at another data centre when Telegram says so. Throws RpcFailure as it comes for the
   * `expected` reasons, otherwise what `refuseSignIn` makes of the failure.
   */
  async ask<R extends Api.AnyRequest>(
    request: R,
    signal: AbortSignal,
    expected: ReadonlySet<string> = new Set(),
  ): Promise<R["__response"]> {
    try {
      return await this.#askHere(request, signal);
    } catch (error) {
      if (error instanceof RpcFailure && expected.has(error.reason)) throw error;
      throw refuseSignIn(error);
    }
  }

  async #askHere<R extends Api.AnyRequest>(
    request: R,
    signal: AbortSignal,
  ): Promise<R["__response"]> {
    try {
      return await this.#link.ask(request, signal);
    } catch (error) {
      const reason = error instanceof RpcFailure ? error.reason : "";
      const [, dc] = /^(?:PHONE|NETWORK|USER)_MIGRATE_(\d{1,3})$/.exec(reason) ?? [];
      if (dc === undefined) throw error;
      await this.moveTo(Number(dc), signal);
      return await this.#link.ask(request, signal);
    }
  }

  /** Continues at another data centre, with a new key. */
  async moveTo(dcId: number, signal: AbortSignal): Promise<void> {
    const dc = this.#link.findDc(dcId);
    if (dc === null) {
      throw new SourceUnavailable(`Nobody knows where Telegram's data centre ${dcId} is.`);
    }
    await this.#link.close();
    try {
      this.#link = await openLink(this.#options, dc, signal);
    } catch (error) {
      throw refuseSignIn(error);
    }
  }

  /** What the account's owner is to be asked about its second factor. */
  async passwordStep(signal: AbortSignal): Promise<PasswordStep> {
    const { hint } = await this.ask(new Api.account.GetPassword(), signal);
    return { needs: "password", hint: hint || null };
  }

  /** Proves the password without sending it (https://core.telegram.org/api/srp). */
  async submitPassword(password: string, signal: AbortSignal): Promise<SignedInStep> {
    const stale = new Set(["SRP_ID_INVALID", "SRP_PASSWORD_CHANGED"]);
    for (let left = CHALLENGES; ; left--) {
      const challenge = await this.ask(new Api.account.GetPassword(), signal);
      const proof = await prove(challenge, password);
      try {
        const request = new Api.auth.CheckPassword({ password: proof });
        return await this.finish(await this.ask(request, signal, stale));
      } catch (error) {
        if (!(error instanceof RpcFailure)) throw error;
        if (left === 1) throw refuseSignIn(error);
      }
    }
  }

  /** Closes the link and gives the session away: two connections at once would cost it. */
  async finish(authorization: Api.auth.TypeAuthorization): Promise<SignedInStep> {
    if (!(authorization instanceof Api.auth.Authorization)) {
      throw new SignInRefused(
        "PHONE_UNKNOWN",
        "No Telegram account has this number; create one in a Telegram app first.",
      );
    }
    const { user } = authorization;
    const id = user instanceof Api.User ? tryMark("user", user.id) : null;
    if (!(user instanceof Api.User) || id === null) {
      throw new SourceUnavailable("Telegram does not say which account has signed in.");
    }
    const { dc, session } = this.#link;
    await this.#link.close();
    return {
      needs: null,
      account: {
        ...{ id, dc: dc.id, phoneMasked: maskPhone(user.phone) },
        ...{ name: fullName(user), username: user.username || null },
      },
      session,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link.close();
  }
}

/** Telegram asks for the password after the code or the scan. */
export const PASSWORD_NEEDED: ReadonlySet<string> = new Set(["SESSION_PASSWORD_NEEDED"]);

/** Throws InvalidState unless a sign-in is where a step belongs. */
export function mustNeed(
  step: { readonly needs: string | null },
  needs: "code" | "password",
): void {
  if (step.needs === needs) return;
  throw new InvalidState(
    step.needs ?? "signed_in",
    `The sign-in does not wait for a ${needs} now; start again if it should.`,
  );
}

async function prove(challenge: Api.account.Password, password: string) {
  try {
    return await computeCheck(challenge, password);
  } catch (cause) {
    throw new SourceUnavailable("Telegram's question for the password makes no sense.", { cause });
  }
}
