import { randomUUID } from "node:crypto";
import type { Account, SignInFlow, TelegramArchive } from "@telekeep/core";
import { InvalidState, NotFound } from "@telekeep/core";

/** A sign-in as clients see it. */
export interface LoginFlow {
  readonly id: string;
  readonly expiresAt: Date;
  readonly step: SignInFlow["step"];
  /** Once it is done. */
  readonly account: Account | null;
}

interface Running {
  readonly id: string;
  readonly label: string | null;
  readonly signIn: SignInFlow;
  readonly expiresAt: Date;
  readonly expiry: NodeJS.Timeout;
}

/** Milliseconds in which somebody finds a code and types it. */
const LIFETIME = 10 * 60_000;
/** Each holds a connection to Telegram. */
const MOST = 5;

/**
 * The sign-ins under way in this process. Codes and passwords pass through and are kept nowhere.
 */
export class LoginFlows implements AsyncDisposable {
  readonly #telegram: TelegramArchive;
  readonly #running = new Map<string, Running>();
  readonly #closing = new AbortController();

  constructor(telegram: TelegramArchive) {
    this.#telegram = telegram;
  }

  /** Has a code sent. Throws InvalidState when too many are under way, and as signInByPhone. */
  async start(phone: string, label: string | null): Promise<LoginFlow> {
    if (this.#running.size >= MOST) {
      throw new InvalidState(
        "too_many",
        `${MOST} sign-ins are under way; finish or cancel one of them first.`,
      );
    }
    const signIn = await this.#telegram.signInByPhone(phone, this.#closing.signal);
    const id = randomUUID();
    const expiry = setTimeout(() => void this.cancel(id), LIFETIME).unref();
    const running = { id, label, signIn, expiry, expiresAt: new Date(Date.now() + LIFETIME) };
    this.#running.set(id, running);
    return this.#next(running);
  }

  /** Throws NotFound, InvalidState when no code is asked for, and as PhoneSignIn.submitCode. */
  async submitCode(id: string, code: string): Promise<LoginFlow> {
    const running = this.#find(id);
    await running.signIn.submitCode(code, this.#closing.signal);
    return this.#next(running);
  }

  /** Throws NotFound, InvalidState when no password is asked for, and as submitPassword. */
  async submitPassword(id: string, password: string): Promise<LoginFlow> {
    const running = this.#find(id);
    await running.signIn.submitPassword(password, this.#closing.signal);
    return this.#next(running);
  }

  /** Gives a sign-in up; answers whether there was one. */
  async cancel(id: string): Promise<boolean> {
    const running = this.#running.get(id);
    if (running === undefined) return false;
    this.#running.delete(id);
    clearTimeout(running.expiry);
    await running.signIn[Symbol.asyncDispose]();
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("the server stops"));
    await Promise.all([...this.#running.keys()].map((id) => this.cancel(id)));
  }

  #find(id: string): Running {
    const running = this.#running.get(id);
    if (running !== undefined) return running;
    throw new NotFound(id, "This sign-in is over or was never begun; begin a new one.");
  }

  async #next({ id, label, signIn, expiresAt }: Running): Promise<LoginFlow> {
    const { step } = signIn;
    if (step.needs !== null) return { id, expiresAt, step, account: null };
    const account = await this.#telegram.keepSignIn(step, label);
    await this.cancel(id);
    return { id, expiresAt, step, account };
  }
}
