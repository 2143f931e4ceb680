import type { MessageId } from "../domain/ids.ts";
import type { ObservedMessage } from "../domain/message.ts";
import type { HistoryAnswer, HistoryRequest, MessageSource } from "../ports/message-source.ts";

/** What becomes of a question instead of a true answer: ids, or a failure; null for the truth. */
export type Script = (
  question: string,
  turn: number,
) => readonly MessageId[] | Error | null | Promise<null>;

/** A channel for tests: ids that exist, and a script for what goes wrong. A day lies between ids. */
export class ScriptedSource implements MessageSource {
  readonly accountId = 7;
  readonly ids: Set<MessageId>;
  /** Every question in order, `<500` for below and `>7` for above. */
  readonly questions: string[] = [];
  readonly #closing = new AbortController();
  readonly #script: Script;

  constructor(ids: readonly MessageId[], script: Script = () => null) {
    this.ids = new Set(ids);
    this.#script = script;
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  close(reason: Error): void {
    this.#closing.abort(reason);
  }

  async history({ start, limit }: HistoryRequest, signal: AbortSignal): Promise<HistoryAnswer> {
    signal.throwIfAborted();
    const question = "above" in start ? `>${start.above}` : `<${start.below ?? ""}`;
    this.questions.push(question);
    const scripted = await this.#script(question, this.questions.length);
    if (scripted instanceof Error) throw scripted;
    const ids = [...(scripted ?? this.#truth(start, limit))].sort((a, b) => a - b);
    const [least, greatest] = [ids[0], ids.at(-1)];
    return {
      messages: ids.map(plainMessage),
      quarantined: [],
      ids: least === undefined || greatest === undefined ? null : { least, greatest },
      total: this.ids.size,
    };
  }

  #truth(start: HistoryRequest["start"], limit: number): MessageId[] {
    const ids = [...this.ids].sort((a, b) => a - b);
    if ("above" in start) return ids.filter((id) => id > start.above).slice(0, limit);
    const { below } = start;
    return ids.filter((id) => below === null || id < below).slice(-limit);
  }

  resolve(): never {
    throw new Error("not asked for here");
  }

  look(): never {
    throw new Error("not asked for here");
  }

  dialogs(): never {
    throw new Error("not asked for here");
  }

  get updates(): never {
    throw new Error("not asked for here");
  }

  messages(): never {
    throw new Error("not asked for here");
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** The day on which a message of this id was sent, in seconds. */
export function dayOf(id: MessageId): number {
  return 1_600_000_000 + id * 86_400;
}

export function plainMessage(id: MessageId): ObservedMessage {
  const text = `message ${id}`;
  return {
    ...{ id, text, postedAt: dayOf(id), timePrecision: "exact", postedAtRaw: null, editedAt: null },
    ...{ sender: null, authorSignature: null, entities: [], media: [], mediaFiles: [] },
    ...{ replyToMessageId: null, replyToPeerId: null, forward: null, albumId: null, topicId: null },
    ...{ action: null, views: null, forwards: null, reactions: null },
    raw: { json: Buffer.from(JSON.stringify({ id, text })), source: "mtproto", layer: null },
  };
}
