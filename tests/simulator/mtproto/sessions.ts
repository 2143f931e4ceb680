import type { KnownKey } from "./known-keys.ts";
import { Session } from "./session.ts";

const KEPT_PER_KEY = 32;

export interface SessionsOptions {
  readonly containers: boolean;
  readonly now: () => number;
}

/** All sessions by auth key. They outlive their connections; the oldest silent ones are let go. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #byKey = new Map<bigint, Map<bigint, Session>>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** The session with this id, a new one where there is none. */
  open(key: KnownKey, id: bigint): Session {
    const ofKey = this.#byKey.get(key.authKey.id) ?? new Map<bigint, Session>();
    this.#byKey.set(key.authKey.id, ofKey);
    const known = ofKey.get(id);
    if (known) return known;
    const session = new Session({ ...this.#options, id, key });
    ofKey.set(id, session);
    if (ofKey.size > KEPT_PER_KEY) {
      const silent = ofKey.values().find((each) => each !== session && each.connection === null);
      if (silent) ofKey.delete(silent.id);
    }
    return session;
  }

  of(authKeyId: bigint): Session[] {
    return [...(this.#byKey.get(authKeyId)?.values() ?? [])];
  }

  /** Whether there was such a session. */
  destroy(authKeyId: bigint, id: bigint): boolean {
    return this.#byKey.get(authKeyId)?.delete(id) ?? false;
  }

  forgetKey(authKeyId: bigint): void {
    this.#byKey.delete(authKeyId);
  }
}
