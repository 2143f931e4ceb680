import { PassThrough, Writable } from "node:stream";
import type { Streams } from "../src/cli/command-context.ts";
import { readEnvironment } from "../src/config/environment.ts";
import { main } from "../src/main.ts";

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as in a pipe: no terminal anywhere, and only these variables. */
export async function runCommand(
  argv: readonly string[],
  variables: Record<string, string | undefined> = {},
  {
    signal = new AbortController().signal,
    input = "",
  }: { signal?: AbortSignal; input?: string } = {},
): Promise<CommandResult> {
  let out = "";
  let err = "";
  const sink = (take: (text: string) => void) =>
    new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _, done) {
        take(chunk.toString());
        done();
      },
    });
  const stdin = new PassThrough();
  stdin.end(input);
  const streams = {
    stdin,
    stdout: sink((text) => {
      out += text;
    }),
    stderr: sink((text) => {
      err += text;
    }),
  } as unknown as Streams;
  const code = await main(argv, {
    environment: readEnvironment(variables, { stdin: {}, stdout: {} }),
    streams,
    signal,
  });
  // The command sets the exit code of its process, which here is the test's.
  process.exitCode = undefined;
  return { code, out, err };
}
