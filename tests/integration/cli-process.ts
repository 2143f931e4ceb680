import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createTestDatabase } from "./test-database.ts";

const PROGRAM = fileURLToPath(new URL("../../scripts/start.ts", import.meta.url));

/** The telekeep command with a data folder and a database of its own. */
export interface CommandLine extends AsyncDisposable {
  readonly dataDirectory: string;
  readonly variables: Record<string, string>;
  /** Runs a command to its end, in pipes. */
  run(...argv: string[]): Promise<{ code: number | null; out: string; err: string }>;
  /** The same with these lines on stdin. */
  answer(
    lines: readonly string[],
    ...argv: string[]
  ): Promise<{ code: number | null; out: string; err: string }>;
  /** Starts a command whose stdout is read line by line; killed on dispose. */
  start(...argv: string[]): RunningCommand;
  /** The same with these lines on stdin. */
  converse(lines: readonly string[], ...argv: string[]): RunningCommand;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  /** The next line of stdout; null at its end. */
  line(): Promise<string | null>;
  readonly ended: Promise<{ code: number | null; err: string }>;
}

export async function openCommandLine(settings: Record<string, string> = {}): Promise<CommandLine> {
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await createTestDatabase());
  const dataDirectory = await mkdtemp(join(tmpdir(), "telekeep-cli-"));
  undo.defer(() => rm(dataDirectory, { recursive: true, force: true }));
  const { TELEKEEP_URL: _, TELEKEEP_TOKEN: __, ...inherited } = process.env;
  const variables = {
    ...(inherited as Record<string, string>),
    NODE_ENV: "production",
    TELEKEEP_DATA: dataDirectory,
    TELEKEEP_PORT: "0",
    DATABASE_URL: database.connectionString,
    ...settings,
  };
  const launch = (argv: readonly string[], input: readonly string[]) => {
    const child = spawn(process.execPath, [PROGRAM, ...argv], {
      env: variables,
      cwd: dataDirectory,
      stdio: "pipe",
    });
    // A command that ends without reading its input is no failure of the test.
    child.stdin.on("error", () => {});
    child.stdin.end(input.map((line) => `${line}\n`).join(""));
    return child;
  };
  const begin = (input: readonly string[], argv: readonly string[]): RunningCommand => {
    const child = launch(argv, input);
    undone.defer(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await ended;
    });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString();
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ended = new Promise<{ code: number | null; err: string }>((resolve) => {
      child.once("close", (code) => resolve({ code, err }));
    });
    return {
      process: child,
      ended,
      line: async () => {
        const { value, done } = await lines.next();
        return done ? null : value;
      },
    };
  };
  const finish = async (command: RunningCommand) => {
    const lines: string[] = [];
    for (let line = await command.line(); line !== null; line = await command.line()) {
      lines.push(`${line}\n`);
    }
    return { ...(await command.ended), out: lines.join("") };
  };
  const undone = undo.move();
  return {
    dataDirectory,
    variables,
    start: (...argv) => begin([], argv),
    converse: (lines, ...argv) => begin(lines, argv),
    run: (...argv) => finish(begin([], argv)),
    answer: (lines, ...argv) => finish(begin(lines, argv)),
    [Symbol.asyncDispose]: () => undone.disposeAsync(),
  };
}
