import { spawn } from "node:child_process";
import { toolEnvironment } from "./environment.mjs";

/** The checkout cannot be made ready; the message says what to do. */
export class BootstrapError extends Error {}

/** Signals that a terminal or a supervisor sends to end a program. */
const SIGNALS = /** @type {NodeJS.Signals[]} */ (
  process.platform === "win32" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"]
);
const TAIL_LINES = 40;

/**
 * Passes signals on to a child while it runs. Ctrl-C in a terminal reaches the whole group, so the
 * child has it already. Without a terminal at stdin (`telekeep … </dev/null`) nothing tells whether
 * it has; the program takes the same signal twice at once for one.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => void} stops passing on
 */
function forwardSignals(child) {
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    if (signal !== "SIGINT" || process.stdin.isTTY !== true) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  return () => {
    for (const signal of SIGNALS) process.off(signal, pass);
  };
}

/** @param {import("node:child_process").ChildProcess} child */
function ended(child) {
  return /** @type {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} */ (
    new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal }));
    })
  );
}

/**
 * Runs a preparing step quietly.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, advice: string }} options `advice`: what to do when
 *   it fails, a sentence
 * @throws {BootstrapError} with the end of what the program said
 */
export async function runQuietly(program, args, { cwd, env, advice }) {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text) => {
      said += text;
    });
  }
  const stop = forwardSignals(child);
  const { code, signal } = await ended(child).finally(stop);
  if (code === 0) return;
  if (signal) throw new BootstrapError(`interrupted by ${signal}; run the command again.`);
  const tail = said.trim().split("\n").slice(-TAIL_LINES).join("\n");
  throw new BootstrapError(`${advice}\n${tail}`);
}

/**
 * Runs the script in this process's place: same terminal, signals passed on, and at the end the
 * same exit code, or the same death by signal.
 * @param {string} node
 * @param {string} script
 * @param {string[]} args
 * @param {{ root: string, cwd: string, env: NodeJS.ProcessEnv }} options
 */
export async function handOver(node, script, args, { root, cwd, env }) {
  const child = spawn(node, [script, ...args], {
    cwd,
    env: toolEnvironment(env, root, node),
    stdio: "inherit",
  });
  const stop = forwardSignals(child);
  const { code, signal } = await ended(child).finally(stop);
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}
