import type { TlObject } from "../tl/value.ts";
import type { AuthKey, AuthKeyStore } from "./auth-keys.ts";
import { Salts } from "./salts.ts";

/** An auth key and what the server learned about its client. */
export interface KnownKey {
  readonly authKey: AuthKey;
  readonly salts: Salts;
  /** From the last invokeWithLayer. */
  layer: number | null;
  /** From the last initConnection, its query taken out. */
  initConnection: TlObject | null;
}

/** The store's keys with what this server knows of them. */
export class KnownKeys {
  readonly #store: AuthKeyStore;
  readonly #known = new Map<bigint, KnownKey>();

  constructor(store: AuthKeyStore) {
    this.#store = store;
  }

  find(dcId: number, id: bigint): KnownKey | null {
    const authKey = this.#store.find(dcId, id);
    return authKey ? this.#knownOf(authKey) : null;
  }

  /** `now`: Unix time in seconds. */
  add(authKey: AuthKey, firstSalt: bigint, now: number): void {
    this.#store.add(authKey);
    this.#knownOf(authKey).salts.acceptFirst(firstSalt, now);
  }

  rotateSalts(): void {
    for (const authKey of this.#store.all()) this.#knownOf(authKey).salts.rotate();
  }

  #knownOf(authKey: AuthKey): KnownKey {
    const known = this.#known.get(authKey.id);
    if (known) return known;
    const made = { authKey, salts: new Salts(authKey.key), layer: null, initConnection: null };
    this.#known.set(authKey.id, made);
    return made;
  }
}
