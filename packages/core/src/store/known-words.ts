import { stem } from "../search/stem.ts";

/**
 * Stems of the words met lately, and which of them are in the vocabulary already. Two generations
 * keep it bounded: when the young one is full it becomes the old one, and words that are still in
 * use move back.
 */
export class KnownWords {
  readonly #capacity: number;
  #young = new Map<string, string>();
  #old = new Map<string, string>();

  /** Remembers between `capacity` and twice as many words: tens of megabytes. */
  constructor(capacity = 50_000) {
    this.#capacity = capacity;
  }

  /** The stem of a word; a word that is not known to be in the vocabulary is added to `fresh`. */
  stemOf(word: string, isNumber: boolean, fresh: Set<string>): string {
    const known = this.#young.get(word);
    if (known !== undefined) return known;
    const aged = this.#old.get(word);
    if (aged !== undefined) {
      this.#keep(word, aged);
      return aged;
    }
    fresh.add(ownCopy(word));
    return isNumber ? word : stem(word);
  }

  /** Says that words are in the vocabulary, committed. */
  add(words: Iterable<string>): void {
    for (const word of words) this.#keep(word, /^\p{N}/u.test(word) ? word : stem(word));
  }

  #keep(word: string, stemmed: string): void {
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(word, stemmed);
  }
}

/** A part of a text keeps the whole text in memory, at V8's pleasure; what is decoded does not. */
function ownCopy(word: string): string {
  return Buffer.from(word, "utf16le").toString("utf16le");
}
