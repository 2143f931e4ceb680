/** How long a silent run may take before it says what it is doing, in milliseconds. */
const PATIENCE_MS = 5_000;
/** How often a running step says that it still runs, in milliseconds. */
const REMIND_MS = 15_000;

/**
 * Machines read stderr too: with --json, or without a terminal, only slow steps speak.
 * @param {readonly string[]} args
 * @param {{ isTTY?: boolean }} stream
 */
export function isSilent(args, stream) {
  return args.includes("--json") || stream.isTTY !== true;
}

/**
 * Returns the function that runs one step and tells a person about it.
 * @param {{ write(text: string): unknown }} stream
 * @param {boolean} silent
 * @returns {Say}
 *
 * @typedef {<T>(what: string, step: () => Promise<T>) => Promise<T>} Say
 */
export function sayOn(stream, silent) {
  return async (what, step) => {
    const started = Date.now();
    const line = () => stream.write(`telekeep: ${what} …\n`);
    if (!silent) line();
    const first = setTimeout(line, silent ? PATIENCE_MS : 2 ** 30);
    const remind = setInterval(() => {
      stream.write(`telekeep: still ${what}, ${Math.round((Date.now() - started) / 1000)} s\n`);
    }, REMIND_MS);
    try {
      return await step();
    } finally {
      clearTimeout(first);
      clearInterval(remind);
    }
  };
}
