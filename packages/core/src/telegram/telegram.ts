import type { AccountId } from "../domain/account.ts";
import { AccountRefused } from "../domain/source-failures.ts";
import type { WayChecked } from "../domain/way-checked.ts";
import type { SessionSecret } from "../ports/account-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { MessageSource } from "../ports/message-source.ts";
import type { ApiCredentials, LinkOptions } from "./link-options.ts";
import { checkProxy, type Proxy } from "./proxy.ts";
import type { Servers } from "./servers.ts";
import type { PhoneSignIn } from "./sign-in-by-phone.ts";
import type { QrSignIn } from "./sign-in-by-qr.ts";
import { type Timing, usualTiming } from "./timing.ts";

/** How Telegram is reached. An account with a proxy of its own has a `Telegram` of its own. */
export interface TelegramOptions {
  readonly credentials: ApiCredentials;
  /** Null for Telegram's own. See {@link Servers}: one set for a process. */
  readonly servers: Servers | null;
  readonly proxy: Proxy | null;
  readonly log: Log;
  readonly clock: Clock;
  readonly timing?: Partial<Timing>;
}

/** Telegram, as far as the rest of the core meets it. */
export interface Telegram {
  /**
   * Connects as an account. The session must be in use nowhere else: Telegram takes away one that
   * is used twice at once. Disposing of the source closes the connection. Throws AccountRefused,
   * SourceUnavailable, FloodWait, and the signal's reason.
   */
  connect(
    accountId: AccountId,
    session: SessionSecret,
    signal: AbortSignal,
  ): Promise<MessageSource>;
  /** Begins a sign-in by phone number. Throws SignInRefused, FloodWait and SourceUnavailable. */
  signInByPhone(phone: string, signal: AbortSignal): Promise<PhoneSignIn>;
  /** Begins a sign-in by QR code. Throws as `signInByPhone`. */
  signInByQr(signal: AbortSignal): Promise<QrSignIn>;
  /** Makes a session worthless at Telegram; fine when it is already. */
  signOut(accountId: AccountId, session: SessionSecret, signal: AbortSignal): Promise<void>;
  /** Tries the way to Telegram without any session. Throws SignInRefused and SourceUnavailable. */
  checkWay(signal: AbortSignal): Promise<WayChecked>;
}

/**
 * Opens nothing yet: the client library costs a third of a second and 50 MB, and is loaded when it
 * is first needed. Throws InvalidInput on a proxy that cannot work.
 */
export function openTelegram(options: TelegramOptions): Telegram {
  const { credentials, servers, proxy, log, clock } = options;
  checkProxy(proxy);
  const timing = { ...usualTiming, ...options.timing };
  const linkOptions: LinkOptions = { credentials, servers, proxy, log, clock, timing };
  return {
    async connect(accountId, secret, signal) {
      const [{ openLink }, { createMessageSource }, { translateError }] = await Promise.all([
        import("./connect.ts"),
        import("./message-source.ts"),
        import("./translate-error.ts"),
      ]);
      const session = await mustRead(accountId, secret);
      try {
        const link = await openLink(linkOptions, session, signal);
        try {
          return await createMessageSource(link, accountId, signal);
        } catch (error) {
          await link.close();
          throw error;
        }
      } catch (error) {
        throw translateError(error, "look", accountId);
      }
    },
    async signInByPhone(phone, signal) {
      const { PhoneSignIn: Flow } = await import("./sign-in-by-phone.ts");
      return await Flow.start(linkOptions, phone, signal);
    },
    async signInByQr(signal) {
      const { QrSignIn: Flow } = await import("./sign-in-by-qr.ts");
      return await Flow.start(linkOptions, signal);
    },
    async signOut(accountId, secret, signal) {
      const { signOut } = await import("./sign-out.ts");
      await signOut(linkOptions, await mustRead(accountId, secret), accountId, signal);
    },
    async checkWay(signal) {
      const { checkWay } = await import("./check-way.ts");
      return await checkWay(linkOptions, signal);
    },
  };
}

async function mustRead(accountId: AccountId, secret: SessionSecret) {
  const { readSession } = await import("./session.ts");
  const session = await readSession(secret);
  if (session !== null) return session;
  throw new AccountRefused(accountId, "revoked", { cause: new Error("This is no session.") });
}
