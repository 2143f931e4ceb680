/** Appends TL's primitive values to a buffer that grows. Values are taken as they are. */
export class ByteWriter {
  #buffer: Buffer;
  #view: DataView;
  #length = 0;

  constructor(capacity = 4096) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
    this.#view = new DataView(this.#buffer.buffer);
  }

  get length(): number {
    return this.#length;
  }

  reset(): void {
    this.#length = 0;
  }

  /** A copy of what was written since the last reset. */
  toBuffer(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  int(value: number): void {
    this.#reserve(4);
    this.#view.setInt32(this.#length, value, true);
    this.#length += 4;
  }

  long(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.#length, value, true);
    this.#length += 8;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  bytes(value: Uint8Array): void {
    this.#prefix(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
    this.#pad(value.length < 254 ? 1 : 0, value.length);
  }

  string(value: string): void {
    // A UTF-16 unit becomes at most three bytes, so up to 84 of them have a one-byte prefix.
    if (value.length > 84) {
      const size = Buffer.byteLength(value);
      this.#prefix(size);
      this.#length += this.#buffer.write(value, this.#length);
      this.#pad(size < 254 ? 1 : 0, size);
      return;
    }
    this.#reserve(1 + 3 * value.length + 3);
    const size = this.#buffer.write(value, this.#length + 1);
    this.#buffer[this.#length] = size;
    this.#length += 1 + size;
    this.#pad(1, size);
  }

  #prefix(size: number): void {
    this.#reserve(4 + size + 3);
    if (size < 254) {
      this.#buffer[this.#length++] = size;
      return;
    }
    if (size > 0xff_ff_ff) throw new RangeError(`${size} bytes are more than TL can hold.`);
    this.#view.setUint32(this.#length, size * 256 + 254, true);
    this.#length += 4;
  }

  #pad(prefixSize: number, size: number): void {
    for (let rest = (prefixSize + size) & 3; rest !== 0 && rest < 4; rest += 1) {
      this.#buffer[this.#length++] = 0;
    }
  }

  #reserve(size: number): void {
    const needed = this.#length + size;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
    this.#view = new DataView(grown.buffer);
  }
}
