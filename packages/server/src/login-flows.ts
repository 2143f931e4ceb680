import { randomUUID } from "node:crypto";
import type { PhoneSignIn, QrSignIn, TelegramArchive } from "@telekeep/core";
import { InvalidState, SignInRefused } from "@telekeep/core";
import type { LoginFlow, LoginRequest } from "./login-flow.ts";
import { failureOf, isOver, isScanned, resendAt, unknownFlow } from "./login-flow.ts";
import { ProgressHub } from "./subscriptions/progress-hub.ts";
import type { TelegramCredentials } from "./telegram-credentials.ts";
import { withPatience } from "./with-patience.ts";

interface Running {
  readonly request: LoginRequest;
  readonly signIn: PhoneSignIn | QrSignIn;
  readonly expiry: NodeJS.Timeout;
  readonly stop: AbortController;
  flow: LoginFlow;
  isBusy: boolean;
  wrong: number;
}

/** Milliseconds in which somebody finds a code and types it. */
const LIFETIME = 10 * 60_000;
/** Each holds a connection to Telegram. */
const MOST = 5;
/** Wrong codes and passwords together: nobody guesses with somebody else's number. */
const MOST_WRONG = 5;
const WRONG: ReadonlySet<string> = new Set(["CODE_WRONG", "PASSWORD_WRONG"]);
/** After these the same sign-in cannot go on. */
const FATAL: ReadonlySet<string> = new Set([
  ...["CODE_EXPIRED", "SIGN_IN_LAPSED", "PHONE_BANNED", "PHONE_UNKNOWN", "TOO_MANY_ATTEMPTS"],
]);

/**
 * The sign-ins under way in this process. Codes and passwords pass through and are kept nowhere.
 */
export class LoginFlows implements AsyncDisposable {
  readonly #telegram: TelegramArchive;
  readonly #keepCredentials: (credentials: TelegramCredentials) => Promise<void>;
  readonly #running = new Map<string, Running>();
  readonly #hub = new ProgressHub<string, LoginFlow>();
  readonly #closing = new AbortController();

  constructor(
    telegram: TelegramArchive,
    keepCredentials: (credentials: TelegramCredentials) => Promise<void>,
  ) {
    this.#telegram = telegram;
    this.#keepCredentials = keepCredentials;
  }

  /** Tells how Telegram knows this program, now and at the next start. */
  async setCredentials(credentials: TelegramCredentials): Promise<void> {
    await this.#keepCredentials(credentials);
    this.#telegram.setCredentials(credentials);
  }

  /**
   * Has a code sent, or one to be scanned made. Throws InvalidState when too many are under way or
   * credentials are missing, and as TelegramArchive.signInByPhone.
   */
  async start(request: LoginRequest): Promise<LoginFlow> {
    const open = [...this.#running.values()].filter(({ flow }) => !isOver(flow));
    if (open.length >= MOST) {
      throw new InvalidState(
        "too_many",
        `${MOST} sign-ins are under way; finish or cancel one of them first.`,
      );
    }
    const { phone, proxy } = request;
    const signIn = await withPatience<PhoneSignIn | QrSignIn>(
      (signal) =>
        phone === null
          ? this.#telegram.signInByQr(proxy, signal)
          : this.#telegram.signInByPhone(phone, proxy, signal),
      this.#closing.signal,
    );
    const id = randomUUID();
    const expiry = setTimeout(() => void this.#expire(id), LIFETIME).unref();
    const { step } = signIn;
    const running: Running = {
      ...{ request, signIn, expiry, isBusy: false, wrong: 0, stop: new AbortController() },
      flow: {
        ...{ id, step, expiresAt: new Date(Date.now() + LIFETIME), account: null, failure: null },
        ...{ qr: null, canResendAt: resendAt(step) },
      },
    };
    this.#running.set(id, running);
    if (isScanned(signIn)) return await this.#showFirstCode(running, signIn);
    await this.#advance(running);
    return running.flow;
  }

  /** The sign-in of that id, or null. */
  get(id: string): LoginFlow | null {
    return this.#running.get(id)?.flow ?? null;
  }

  /** Throws NotFound, InvalidState when no code is asked for, and as PhoneSignIn.submitCode. */
  submitCode(id: string, code: string): Promise<LoginFlow> {
    return this.#step(id, async ({ signIn, flow }, signal) => {
      if (isScanned(signIn)) {
        throw new InvalidState(flow.step.needs ?? "done", "This sign-in is by QR code.");
      }
      await signIn.submitCode(code, signal);
    });
  }

  /** Throws NotFound, InvalidState when no code is asked for, and as PhoneSignIn.resendCode. */
  resendCode(id: string): Promise<LoginFlow> {
    return this.#step(id, async ({ signIn, flow }, signal) => {
      if (isScanned(signIn)) {
        throw new InvalidState(flow.step.needs ?? "done", "This sign-in is by QR code.");
      }
      await signIn.resendCode(signal);
    });
  }

  /** Throws NotFound, InvalidState when no password is asked for, and as submitPassword. */
  submitPassword(id: string, password: string): Promise<LoginFlow> {
    return this.#step(id, async ({ signIn }, signal) => {
      await signIn.submitPassword(password, signal);
    });
  }

  /** Gives a sign-in up; answers whether there was one. */
  async cancel(id: string): Promise<boolean> {
    const running = this.#running.get(id);
    if (running === undefined || isOver(running.flow)) return false;
    await this.#fail(running, { code: "CANCELED", message: "The sign-in was given up." });
    this.#forget(id);
    return true;
  }

  /** How a sign-in is now, then each change of it; ends when it is over. Throws NotFound. */
  follow(id: string): AsyncIterableIterator<LoginFlow> {
    const changes = this.#hub.watch(id);
    let isFirst = true;
    let isEnded = false;
    const finish = async (): Promise<IteratorResult<LoginFlow>> => {
      isEnded = true;
      await changes.return?.();
      return { done: true, value: undefined };
    };
    const flows: AsyncIterableIterator<LoginFlow> = {
      next: async () => {
        if (isEnded) return await finish();
        let value: LoginFlow;
        if (isFirst) {
          isFirst = false;
          const current = this.get(id);
          if (current === null) {
            await finish();
            throw unknownFlow(id);
          }
          value = current;
        } else {
          const taken = await changes.next();
          if (taken.done) return await finish();
          value = taken.value.state;
        }
        isEnded = isOver(value);
        return { done: false, value };
      },
      return: finish,
      [Symbol.asyncIterator]: () => flows,
    };
    return flows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("the server stops"));
    await Promise.all([...this.#running.keys()].map((id) => this.cancel(id)));
    for (const { expiry } of this.#running.values()) clearTimeout(expiry);
    this.#hub.close();
  }

  /** One step of one sign-in at a time; what is wrong with it is thrown and, if fatal, recorded. */
  async #step(
    id: string,
    work: (running: Running, signal: AbortSignal) => Promise<void>,
  ): Promise<LoginFlow> {
    const running = this.#running.get(id);
    if (running === undefined || isOver(running.flow)) throw unknownFlow(id);
    if (running.isBusy) {
      throw new InvalidState("busy", "The answer before this one is still being looked at; wait.");
    }
    running.isBusy = true;
    try {
      await withPatience((signal) => work(running, signal), running.stop.signal);
      await this.#advance(running);
      return running.flow;
    } catch (error) {
      throw await this.#judge(running, error);
    } finally {
      running.isBusy = false;
    }
  }

  async #judge(running: Running, error: unknown): Promise<unknown> {
    if (!(error instanceof SignInRefused)) return error;
    const isTooMuch = WRONG.has(error.code) && ++running.wrong >= MOST_WRONG;
    const refusal = isTooMuch
      ? new SignInRefused("TOO_MANY_ATTEMPTS", "That was wrong too often; begin the sign-in again.")
      : error;
    if (isTooMuch || FATAL.has(error.code)) await this.#fail(running, refusal);
    return refusal;
  }

  /** Resolves with the first code, or with what came instead; more of them follow by themselves. */
  async #showFirstCode(running: Running, signIn: QrSignIn): Promise<LoginFlow> {
    const first = Promise.withResolvers<void>();
    const show = async () => {
      for await (const { url, expiresAt } of signIn.tokens(running.stop.signal)) {
        this.#change(running, { qr: { url, expiresAt: new Date(expiresAt) } });
        first.resolve();
      }
      await this.#advance(running);
      first.resolve();
    };
    show().catch(async (error: unknown) => {
      await this.#fail(running, failureOf(error));
      first.reject(error);
    });
    await withPatience(async (signal) => {
      const late = Promise.withResolvers<never>();
      signal.addEventListener("abort", () => late.reject(signal.reason), { once: true });
      await Promise.race([first.promise, late.promise]);
    }, running.stop.signal);
    return running.flow;
  }

  /** Shows what the sign-in needs next; when that is nothing, it is done once the account is kept. */
  async #advance(running: Running): Promise<void> {
    const { step } = running.signIn;
    if (step.needs !== null) {
      this.#change(running, { step, qr: null, canResendAt: resendAt(step) });
      return;
    }
    const { label, proxy } = running.request;
    try {
      const account = await this.#telegram.keepSignIn(step, label, proxy);
      this.#change(running, { step, account, qr: null, canResendAt: null });
    } catch (error) {
      await this.#fail(running, failureOf(error));
      throw error;
    }
  }

  #change(running: Running, changes: Partial<LoginFlow>): void {
    if (isOver(running.flow)) return;
    running.flow = { ...running.flow, ...changes };
    this.#hub.publish(running.flow.id, running.flow);
  }

  async #fail(running: Running, { code, message }: { code: string; message: string }) {
    this.#change(running, { qr: null, failure: { code, message } });
    running.stop.abort(new Error("the sign-in is over"));
    await running.signIn[Symbol.asyncDispose]();
  }

  async #expire(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running !== undefined && !isOver(running.flow)) {
      const message = "Nobody finished this sign-in within ten minutes; begin it again.";
      await this.#fail(running, { code: "EXPIRED", message });
    }
    this.#forget(id);
  }

  #forget(id: string): void {
    clearTimeout(this.#running.get(id)?.expiry);
    this.#running.delete(id);
  }
}
