import type { WorldChat } from "./world-chat.ts";

/**
 * Which versions of which messages ever left the server, in an answer or an update. An archive can
 * hold no others; whether it got them depends on the wire.
 */
export class Served {
  /** First versions by chat: 32 ids in each number. */
  readonly #first = new Map<string, Map<number, number>>();
  readonly #later = new Map<string, number>();

  mark(chat: WorldChat, id: number): void {
    const version = chat.history.versionCount(id) - 1;
    if (version > 0) {
      const name = `${chat.key}/${id}/${version}`;
      this.#later.set(name, (this.#later.get(name) ?? 0) + 1);
      return;
    }
    const blocks = this.#first.get(chat.key) ?? new Map<number, number>();
    this.#first.set(chat.key, blocks);
    const block = Math.floor(id / 32);
    blocks.set(block, (blocks.get(block) ?? 0) | (1 << (id % 32)));
  }

  has(chat: WorldChat, id: number, version: number): boolean {
    if (version > 0) return this.#later.has(`${chat.key}/${id}/${version}`);
    const block = this.#first.get(chat.key)?.get(Math.floor(id / 32)) ?? 0;
    return (block & (1 << (id % 32))) !== 0;
  }
}
