/** An auth key as the server keeps it. */
export interface AuthKey {
  /** The low 64 bits of the key's SHA-1, signed. */
  readonly id: bigint;
  readonly dcId: number;
  /** 256 bytes. */
  readonly key: Buffer;
}

/** Auth keys by DC: a key made with one DC is unknown to every other. */
export interface AuthKeyStore {
  find(dcId: number, id: bigint): AuthKey | undefined;
  add(key: AuthKey): void;
  /** Forgets the key in every DC; whether there was one. */
  remove(id: bigint): boolean;
  all(): readonly AuthKey[];
}

/** Keeps auth keys in memory, for as long as the store itself is kept. */
export function memoryAuthKeys(): AuthKeyStore {
  const keys = new Map<bigint, AuthKey>();
  return {
    find: (dcId, id) => {
      const key = keys.get(id);
      return key?.dcId === dcId ? key : undefined;
    },
    add: (key) => void keys.set(key.id, key),
    remove: (id) => keys.delete(id),
    all: () => [...keys.values()],
  };
}
