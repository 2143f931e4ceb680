import type { DocumentNode } from "graphql";

/** Documents in use at a time: programs have few, and each may take most of a megabyte. */
const MOST_DOCUMENTS = 64;

/**
 * The documents that were asked lately, parsed, by their text. What is here was found to be within
 * the limits of its size, and its validation is remembered with it.
 */
export class DocumentCache {
  readonly #documents = new Map<string, DocumentNode>();
  readonly #most: number;

  constructor(most = MOST_DOCUMENTS) {
    this.#most = most;
  }

  get(text: string): DocumentNode | undefined {
    const document = this.#documents.get(text);
    if (document) this.#keep(text, document);
    return document;
  }

  set(text: string, document: DocumentNode): void {
    this.#keep(text, document);
    if (this.#documents.size <= this.#most) return;
    const [oldest] = this.#documents.keys();
    this.#documents.delete(oldest!);
  }

  /** A map is in the order of insertion: the newest goes to its end. */
  #keep(text: string, document: DocumentNode): void {
    this.#documents.delete(text);
    this.#documents.set(text, document);
  }
}
