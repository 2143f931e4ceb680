import { PassThrough, Writable } from "node:stream";
import xterm from "@xterm/headless";
import type { Streams } from "../src/cli/command-context.ts";

/** A real terminal emulator behind three fake streams: keys in, screen text out. */
export interface FakeTerminal extends Disposable {
  readonly streams: Streams;
  /** Everything that was written to it, byte for byte. */
  readonly written: () => string;
  /** The screen as text, one line a row, without trailing spaces. */
  screen(): string;
  /** Whether the cell at a place is drawn inverse. */
  isInverse(row: number, column: number): boolean;
  /** Where the cursor stands, from 0. */
  cursor(): { column: number; row: number };
  isAlternate(): boolean;
  isRaw(): boolean;
  type(keys: string): void;
  /** Bracketed paste, as terminals send it. */
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until everything that was written is on the screen. */
  settled(): Promise<void>;
  /** Waits until the screen satisfies a condition; fails with the last screen after a while. */
  until(condition: string | RegExp | ((screen: string) => boolean)): Promise<string>;
}

const PATIENCE_MS = 8_000;

export function createTerminal(columns = 100, rows = 30): FakeTerminal {
  // A pty turns \n into \r\n; without that the incremental renderer looks broken.
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    convertEol: true,
    allowProposedApi: true,
  });
  const watchers = new Set<() => void>();
  let written = "";

  const stdout = Object.assign(
    new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _, done) {
        const text = chunk.toString();
        written += text;
        terminal.write(text, () => {
          for (const check of watchers) check();
        });
        done();
      },
    }),
    { isTTY: true, columns, rows },
  );
  let isRaw = false;
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode(mode: boolean) {
      isRaw = mode;
      return stdin;
    },
    ref: () => stdin,
    unref: () => stdin,
  });

  const screen = () => {
    const { active } = terminal.buffer;
    const lines: string[] = [];
    for (let row = 0; row < terminal.rows; row++) {
      lines.push(active.getLine(active.viewportY + row)?.translateToString(true) ?? "");
    }
    return lines.join("\n");
  };

  return {
    streams: { stdin, stdout, stderr: stdout } as unknown as Streams,
    written: () => written,
    screen,
    isInverse(row, column) {
      const { active } = terminal.buffer;
      return (
        active
          .getLine(active.viewportY + row)
          ?.getCell(column)
          ?.isInverse() !== 0
      );
    },
    cursor: () => ({ column: terminal.buffer.active.cursorX, row: terminal.buffer.active.cursorY }),
    isAlternate: () => terminal.buffer.active.type === "alternate",
    isRaw: () => isRaw,
    type: (keys) => void stdin.write(keys),
    paste: (text) => void stdin.write(`\u001b[200~${text}\u001b[201~`),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows });
      stdout.emit("resize");
    },
    settled: () => new Promise((resolve) => terminal.write("", resolve)),
    until(condition) {
      const isMet = (text: string) =>
        typeof condition === "string"
          ? text.includes(condition)
          : condition instanceof RegExp
            ? condition.test(text)
            : condition(text);
      return new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          watchers.delete(check);
          clearTimeout(timer);
          settle();
        };
        const check = () => {
          const text = screen();
          if (isMet(text)) finish(() => resolve(text));
        };
        const timer = setTimeout(
          () => finish(() => reject(new Error(`Waited for ${condition} in vain:\n${screen()}`))),
          PATIENCE_MS,
        );
        watchers.add(check);
        check();
      });
    },
    [Symbol.dispose]() {
      watchers.clear();
      terminal.dispose();
    },
  };
}
