/** Something that happens again and again, and can be waited for without missing it. */
export class Pulse {
  #next = Promise.withResolvers<void>();

  /** Resolves at the next beat after it was read: read it first, then look whether to wait. */
  get next(): Promise<void> {
    return this.#next.promise;
  }

  beat(): void {
    const current = this.#next;
    this.#next = Promise.withResolvers();
    current.resolve();
  }
}
