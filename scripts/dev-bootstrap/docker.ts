import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Docker cannot give us a database; the message says what to do. */
export class DockerError extends Error {}

/** What everything here needs to know of its surroundings. */
export interface Surroundings {
  /** The checkout. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Tells the user one line. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks at something that is starting; a second unless told. */
  readonly pause?: number;
  /** Looks before giving up; 180 unless told. */
  readonly looks?: number;
}

export interface Answer {
  /** Null when the program does not exist or was killed. */
  readonly code: number | null;
  readonly missing: boolean;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a program to its end. Values that must stay secret go by `env`, never by `args`, which
 * every user of the machine can read.
 */
export async function run(
  { root, signal }: Surroundings,
  env: NodeJS.ProcessEnv,
  program: string,
  args: readonly string[],
): Promise<Answer> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd: root,
    env,
    signal,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  let missing = false;
  const code = await new Promise<number | null>((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      missing = error.code === "ENOENT";
      if (child.pid === undefined) resolve(null);
    });
    child.on("close", resolve);
  });
  signal.throwIfAborted();
  return { code, missing, output: output.trim(), errors: errors.trim() };
}

/**
 * Looks again and again until something is there, saying so from time to time.
 * @param look returns what was waited for, or undefined to look again
 * @throws {DockerError} `tooLate` after the last look
 */
export async function waitFor<T>(
  surroundings: Surroundings,
  { what, tooLate }: { readonly what: string; readonly tooLate: string },
  look: () => Promise<T | undefined>,
): Promise<T> {
  const { pause = 1_000, looks = 180, say, signal } = surroundings;
  for (let tried = 0; tried < looks; tried += 1) {
    const found = await look();
    if (found !== undefined) return found;
    if (tried % 10 === 0) say(`waiting for ${what}, ${Math.round((tried * pause) / 1000)} s …`);
    await sleep(pause, undefined, { signal });
  }
  throw new DockerError(tooLate);
}
