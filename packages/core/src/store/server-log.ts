import {
  closeSync,
  constants,
  copyFileSync,
  openSync,
  readSync,
  statSync,
  truncateSync,
} from "node:fs";
import path from "node:path";
import { giveToOwner } from "./cluster-place.ts";

/** Beyond this the log becomes `postgres.log.1` and starts anew: two such files at most. */
const LIMIT_BYTES = 4 * 1024 * 1024;
const CHECK_MS = 60_000;

/**
 * The server's log: it writes the file itself, so that nothing is lost while no process of ours
 * runs, and we keep it from growing without bound.
 */
export class ServerLog implements Disposable {
  readonly file: string;
  readonly #dataDir: string;
  readonly #limit: number;
  readonly #timer: NodeJS.Timeout;

  constructor(dataDir: string, limit = LIMIT_BYTES) {
    this.file = path.join(dataDir, "postgres.log");
    this.#dataDir = dataDir;
    this.#limit = limit;
    this.bound();
    this.#timer = setInterval(() => this.bound(), CHECK_MS);
    this.#timer.unref();
  }

  /** Opens the file for a child to append to; the caller closes it. */
  open(): number {
    const flags =
      constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
    const handle = openSync(this.file, flags, 0o600);
    giveToOwner(this.file, this.#dataDir);
    return handle;
  }

  size(): number {
    return statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** What was written since the file had `offset` bytes, the last 64 KiB of it at most. */
  since(offset: number): string {
    const size = this.size();
    const from = Math.max(Math.min(offset, size), size - 65_536);
    const buffer = Buffer.alloc(size - from);
    const handle = openSync(this.file, "r");
    try {
      return buffer.toString("utf8", 0, readSync(handle, buffer, 0, buffer.length, from));
    } finally {
      closeSync(handle);
    }
  }

  /** The server appends, so a file cut to nothing under it just goes on from its start. */
  bound(): void {
    if (this.size() <= this.#limit) return;
    try {
      copyFileSync(this.file, `${this.file}.1`);
      truncateSync(this.file, 0);
    } catch {
      // A full disk must not stop the server; the next check tries again.
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
