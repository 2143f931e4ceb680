import type { Archive } from "@telekeep/core";
import type { PrismaClient } from "@telekeep/prisma/client";

import type { ArchivedMessages, StreamPlace } from "../loading/archived-messages.ts";
import { archivedAfter, streamEnd } from "../loading/archived-messages.ts";

export interface MessageStreamParts {
  readonly db: PrismaClient;
  readonly source: Pick<Archive, "onCommit">;
  /** All channels when null. */
  readonly channelIds: readonly bigint[] | null;
  /** Null: from now on. */
  readonly after: StreamPlace | null;
}

/** How often the database is asked unasked: another process may have committed. */
const POLL = 1_000;

type Taken = IteratorResult<ArchivedMessages>;

/**
 * Every message that is archived, once, in commit order, read from the database when the reader
 * wants more: memory does not depend on how fast that is.
 */
export class MessageStream implements AsyncIterableIterator<ArchivedMessages> {
  readonly #parts: MessageStreamParts;
  readonly #stopListening: () => void;
  #place: StreamPlace | null;
  #found: ArchivedMessages[] = [];
  #isEnded = false;
  #isStale = true;
  #wake: () => void = () => {};

  constructor(parts: MessageStreamParts) {
    this.#parts = parts;
    this.#place = parts.after;
    this.#stopListening = parts.source.onCommit(() => {
      this.#isStale = true;
      this.#wake();
    });
  }

  async next(): Promise<Taken> {
    const { db, channelIds } = this.#parts;
    this.#place ??= await streamEnd(db);
    while (!this.#isEnded && this.#found.length === 0) {
      if (!this.#isStale) await this.#sleep();
      if (this.#isEnded) break;
      this.#isStale = false;
      const { found, place } = await archivedAfter(db, this.#place, channelIds);
      this.#place = place;
      this.#found = found;
    }
    const value = this.#found.shift();
    return value === undefined || this.#isEnded
      ? { done: true, value: undefined }
      : { done: false, value };
  }

  async return(): Promise<Taken> {
    this.#isEnded = true;
    this.#stopListening();
    this.#wake();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Until something is committed here, or may have been elsewhere. */
  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
