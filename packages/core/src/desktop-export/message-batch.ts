import type { ChannelId } from "../domain/ids.ts";
import type { Quarantined } from "../domain/message.ts";
import type { ExportItem } from "../ports/export-source.ts";
import type { MediaFinder } from "./media-files.ts";
import type { Draft } from "./normalise-message.ts";

/**
 * Half of what a page may hold. Several batches are under way at once, and larger ones live long
 * enough for V8 to take what they are made of for lasting; smaller ones wait for the disk too often.
 */
const MAX_BATCH_MESSAGES = 500;
/** A batch is handed on when it holds this much source text, to bound memory. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** Gathers one channel's messages for a page. */
export class MessageBatch {
  readonly #channelId: ChannelId;
  readonly #finder: MediaFinder;
  #drafts: Draft[] = [];
  #quarantined: Quarantined[] = [];
  #bytes = 0;

  constructor(channelId: ChannelId, finder: MediaFinder) {
    this.#channelId = channelId;
    this.#finder = finder;
  }

  get isEmpty(): boolean {
    return this.#drafts.length === 0 && this.#quarantined.length === 0;
  }

  get isFull(): boolean {
    const count = this.#drafts.length + this.#quarantined.length;
    return count >= MAX_BATCH_MESSAGES || this.#bytes >= MAX_BATCH_BYTES;
  }

  /** `bytes` is the length of the message's source text. */
  add(draft: Draft, bytes: number): void {
    this.#drafts.push(draft);
    this.#bytes += bytes;
  }

  quarantine(item: Quarantined): void {
    this.#quarantined.push(item);
    this.#bytes += item.raw.length;
  }

  /** Looks for the messages' files and hands everything on; the batch is empty afterwards. */
  async take(bytesRead: number, signal?: AbortSignal): Promise<ExportItem> {
    const messages = await this.#finder.complete(this.#drafts, signal);
    const quarantined = this.#quarantined;
    this.#drafts = [];
    this.#quarantined = [];
    this.#bytes = 0;
    return { type: "messages", channelId: this.#channelId, messages, quarantined, bytesRead };
  }
}
