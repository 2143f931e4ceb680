import type { Clock } from "../ports/clock.ts";
import { Api } from "./library.ts";
import type { LinkOptions } from "./link-options.ts";
import { RpcFailure } from "./rpc-failure.ts";
import { mustNeed, PASSWORD_NEEDED, SignInLink } from "./sign-in-link.ts";
import type { PasswordStep, SignedInStep } from "./sign-in-step.ts";

/** A code to be shown, and scanned in a Telegram app under Settings → Devices. */
export interface QrToken {
  /** `tg://login?token=…`; whoever accepts it is signed in here. */
  readonly url: string;
  /** Milliseconds since 1970 by the clock; another one follows then. */
  readonly expiresAt: number;
}

/** Nobody has scanned a code yet. */
export interface ScanStep {
  readonly needs: "scan";
}

/** Telegram's codes live half a minute; a clock that is wrong must make none live for hours. */
const LONGEST_MS = 60_000;
const SHORTEST_MS = 1_000;

/**
 * A sign-in by QR code under way (https://core.telegram.org/api/qr-login). Throws like
 * `PhoneSignIn`.
 */
export class QrSignIn implements AsyncDisposable {
  readonly #options: LinkOptions;
  readonly #link: SignInLink;
  #step: ScanStep | PasswordStep | SignedInStep = { needs: "scan" };

  private constructor(options: LinkOptions, link: SignInLink) {
    this.#options = options;
    this.#link = link;
  }

  static async start(options: LinkOptions, signal: AbortSignal): Promise<QrSignIn> {
    return new QrSignIn(options, await SignInLink.open(options, signal));
  }

  get step(): ScanStep | PasswordStep | SignedInStep {
    return this.#step;
  }

  /**
   * The codes to be shown, each in place of the one before. Ends when one was accepted: `step` then
   * needs a password or nothing.
   */
  async *tokens(signal: AbortSignal): AsyncGenerator<QrToken> {
    const { clock } = this.#options;
    while (this.#step.needs === "scan") {
      const told = this.#whenTold();
      try {
        const token = await this.#nextToken(signal);
        if (token === null) return;
        yield token;
        await sleepUnless(clock, token.expiresAt - clock.now(), told.promise, signal);
      } finally {
        told.stop();
      }
    }
  }

  async submitPassword(password: string, signal: AbortSignal): Promise<SignedInStep> {
    mustNeed(this.#step, "password");
    const step = await this.#link.submitPassword(password, signal);
    this.#step = step;
    return step;
  }

  /** Gives the sign-in up, unless it is finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  /** Null when a code was accepted; the step says then what is next. */
  async #nextToken(signal: AbortSignal): Promise<QrToken | null> {
    const { apiId, apiHash } = this.#options.credentials;
    try {
      let answer: Api.auth.TypeLoginToken = await this.#link.ask(
        new Api.auth.ExportLoginToken({ apiId, apiHash, exceptIds: [] }),
        signal,
        PASSWORD_NEEDED,
      );
      if (answer instanceof Api.auth.LoginTokenMigrateTo) {
        await this.#link.moveTo(answer.dcId, signal);
        const { token } = answer;
        answer = await this.#link.ask(
          new Api.auth.ImportLoginToken({ token }),
          signal,
          PASSWORD_NEEDED,
        );
      }
      if (answer instanceof Api.auth.LoginTokenSuccess) {
        this.#step = await this.#link.finish(answer.authorization);
        return null;
      }
      return answer instanceof Api.auth.LoginToken ? this.#show(answer) : null;
    } catch (error) {
      if (!(error instanceof RpcFailure)) throw error;
      this.#step = await this.#link.passwordStep(signal);
      return null;
    }
  }

  #show({ token, expires }: Api.auth.LoginToken): QrToken {
    const { clock } = this.#options;
    const left = expires * 1000 - this.#link.link.serverNow();
    return {
      url: `tg://login?token=${token.toString("base64url")}`,
      expiresAt: clock.now() + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, left)),
    };
  }

  /** Telegram says that a code was scanned, to whoever listens at that moment. */
  #whenTold(): { readonly promise: Promise<void>; readonly stop: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.#link.link.onUpdates((updates) => {
      const all =
        updates instanceof Api.UpdateShort
          ? [updates.update]
          : "updates" in updates
            ? updates.updates
            : [];
      if (all.some((update) => update instanceof Api.UpdateLoginToken)) resolve();
    });
    return { promise, stop };
  }
}

async function sleepUnless(
  clock: Clock,
  milliseconds: number,
  event: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const own = new AbortController();
  const asleep = clock.sleep(Math.max(0, milliseconds), AbortSignal.any([signal, own.signal]));
  try {
    await Promise.race([asleep, event]);
  } finally {
    own.abort();
    await asleep.catch(() => {});
  }
}
