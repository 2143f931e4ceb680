import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Interrupted } from "../client/failures.ts";
import type { CommandContext } from "./command-context.ts";

/** Asks the person at the terminal, or whatever is piped into stdin, one line at a time. */
export interface Person extends Disposable {
  /** The next line, without blanks around it. `isSecret` keeps it off the screen. */
  ask(question: string, options?: { readonly isSecret?: boolean }): Promise<string>;
}

/**
 * Questions go to stderr: stdout is for results. What is typed never becomes part of an argument
 * list, of the shell's history or of a log. Asking throws Interrupted when the input ends.
 */
export function askPerson({ streams, signal }: CommandContext): Person {
  let isMuted = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isMuted) streams.stderr.write(chunk);
      done();
    },
  });
  const isTerminal = Boolean(streams.stdin.isTTY);
  const reader = createInterface({ input: streams.stdin, output, terminal: isTerminal, signal });
  const lines = reader[Symbol.asyncIterator]();
  reader.on("SIGINT", () => reader.close());
  return {
    async ask(question, { isSecret = false } = {}) {
      if (isTerminal) {
        reader.setPrompt(`${question}: `);
        reader.prompt();
      }
      isMuted = isSecret;
      try {
        const { value, done } = await lines.next();
        if (done === true) throw new Interrupted("Nothing was entered, so nothing was done.");
        return value.trim();
      } finally {
        isMuted = false;
        if (isSecret && isTerminal) streams.stderr.write("\n");
      }
    },
    [Symbol.dispose]: () => reader.close(),
  };
}
