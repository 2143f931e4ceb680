/** Bytes that came in any pieces, taken out in the sizes a transport needs. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The first `size` bytes, which stay; null while there are fewer. */
  peek(size: number): Buffer | null {
    if (size > this.#length) return null;
    if (this.#chunks.length > 0 && this.#chunks[0]!.length < size) {
      this.#chunks = [Buffer.concat(this.#chunks, this.#length)];
    }
    return this.#chunks[0]?.subarray(0, size) ?? Buffer.alloc(0);
  }

  /** The first `size` bytes, taken out; null while there are fewer. */
  take(size: number): Buffer | null {
    const taken = this.peek(size);
    if (taken === null || size === 0) return taken;
    const rest = this.#chunks[0]!.subarray(size);
    if (rest.length === 0) this.#chunks.shift();
    else this.#chunks[0] = rest;
    this.#length -= size;
    return taken;
  }
}
