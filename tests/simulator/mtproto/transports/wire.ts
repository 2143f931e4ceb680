import { abridgedFraming } from "./abridged.ts";
import { ByteQueue } from "./byte-queue.ts";
import { type Framing, FramingError } from "./framing.ts";
import { fullFraming } from "./full.ts";
import { intermediateFraming } from "./intermediate.ts";
import { OBFUSCATION_HEADER, type Obfuscation, openObfuscation } from "./obfuscation.ts";

const HTTP = /^(GET |POST|HEAD|OPTI)/;

/** What is known of a stream once its first bytes were seen. */
interface Detected {
  readonly framing: Framing;
  readonly obfuscation: Obfuscation | null;
}

/**
 * One side of one TCP stream: finds out the client's transport from its first bytes, cuts the
 * stream into payloads and frames the answers alike.
 */
export class Wire {
  readonly #secret: Buffer | null;
  readonly #queue = new ByteQueue();
  #detected: Detected | null = null;

  /** `secret`: that of the proxy this stream came to, null on a DC's own port. */
  constructor(secret: Buffer | null) {
    this.#secret = secret;
  }

  /** E.g. `obfuscated abridged`; null until it is known. */
  get transport(): string | null {
    if (!this.#detected) return null;
    const { framing, obfuscation } = this.#detected;
    return obfuscation ? `obfuscated ${framing.name}` : framing.name;
  }

  get padded(): boolean {
    return this.#detected?.framing.padded ?? false;
  }

  /** The DC named in an obfuscated header; null where there is none. */
  get namedDc(): number | null {
    return this.#detected?.obfuscation?.dcId ?? null;
  }

  /** @throws {FramingError} */
  *receive(chunk: Buffer): Generator<Buffer> {
    this.#queue.push(this.#detected?.obfuscation?.open(chunk) ?? chunk);
    this.#detected ??= this.#detect();
    if (!this.#detected) return;
    for (;;) {
      const payload = this.#detected.framing.read(this.#queue);
      if (payload === null) return;
      yield payload;
    }
  }

  frame(payload: Buffer): Buffer {
    const { framing, obfuscation } = this.#known();
    const bytes = framing.frame(payload);
    return obfuscation?.close(bytes) ?? bytes;
  }

  /** Before the transport is known there is only one form to say it in: four bare bytes. */
  frameError(code: number): Buffer {
    if (!this.#detected) return Buffer.from(new Int32Array([-Math.abs(code)]).buffer);
    const bytes = this.#detected.framing.frameError(code);
    return this.#detected.obfuscation?.close(bytes) ?? bytes;
  }

  #known(): Detected {
    if (!this.#detected) throw new Error("Nothing was received that could be answered.");
    return this.#detected;
  }

  #detect(): Detected | null {
    if (this.#secret) return this.#detectObfuscated();
    const first = this.#queue.peek(1)?.[0];
    if (first === undefined) return null;
    if (first === 0xef) {
      this.#queue.take(1);
      return { framing: abridgedFraming(), obfuscation: null };
    }
    const tag = this.#queue.peek(4);
    if (tag === null) return null;
    if (HTTP.test(tag.toString("latin1"))) throw new FramingError("HTTP is not spoken here.");
    const framing = intermediateByTag(tag);
    if (framing) {
      this.#queue.take(4);
      return { framing, obfuscation: null };
    }
    // An obfuscated header never has zeros where a full packet has its number 0.
    const head = this.#queue.peek(8);
    if (head === null) return null;
    if (head.readUInt32LE(4) === 0) return { framing: fullFraming(), obfuscation: null };
    return this.#detectObfuscated();
  }

  #detectObfuscated(): Detected | null {
    const header = this.#queue.take(OBFUSCATION_HEADER);
    if (header === null) return null;
    const obfuscation = openObfuscation(header, this.#secret);
    const framing =
      obfuscation.tag.toString("hex") === "efefefef"
        ? abridgedFraming()
        : intermediateByTag(obfuscation.tag);
    if (!framing) throw new FramingError("The first bytes are no transport's.");
    const rest = this.#queue.take(this.#queue.length);
    if (rest) this.#queue.push(obfuscation.open(rest));
    return { framing, obfuscation };
  }
}

function intermediateByTag(tag: Buffer): Framing | null {
  const hex = tag.toString("hex");
  if (hex === "eeeeeeee") return intermediateFraming(false);
  return hex === "dddddddd" ? intermediateFraming(true) : null;
}
