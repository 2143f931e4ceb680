/** One thing that happened in a message box, in the order clients must apply them. */
export interface LogEntry {
  readonly kind: "new" | "edit" | "delete" | "pin";
  /** Key of the chat it happened in. */
  readonly chat: string;
  readonly ids: readonly number[];
  /** Only of `pin`: whether the messages are pinned from now on. */
  readonly pinned: boolean;
  /** The box's pts after this entry, and by how much it grew. */
  readonly pts: number;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * The event log of one message box: a channel's, or an account's for everything else
 * (https://core.telegram.org/api/updates). Events from before the world began are not kept.
 */
export class PtsLog {
  /** The box's pts when the world began; a client behind it gets "too long". */
  readonly start: number;
  readonly #entries: LogEntry[] = [];

  constructor(start: number) {
    this.start = start;
  }

  get pts(): number {
    return this.#entries.at(-1)?.pts ?? this.start;
  }

  /** Time of the last entry in milliseconds; 0 when nothing has happened. */
  get changedAt(): number {
    return this.#entries.at(-1)?.at ?? 0;
  }

  append(
    kind: LogEntry["kind"],
    chat: string,
    ids: readonly number[],
    at: number,
    pinned = false,
  ): LogEntry {
    const count = kind === "delete" ? ids.length : 1;
    const entry = { kind, chat, ids, pinned, pts: this.pts + count, count, at };
    this.#entries.push(entry);
    return entry;
  }

  /** What happened after this pts, oldest first. */
  after(pts: number): readonly LogEntry[] {
    const first = this.#entries.findIndex((entry) => entry.pts > pts);
    return first === -1 ? [] : this.#entries.slice(first);
  }
}
