import { existsSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { BootstrapError } from "./run.mjs";

/**
 * Path of npm's own program, to be run with this Node: npm.cmd cannot be spawned without a shell,
 * and the npm on PATH may belong to another Node.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath
 * @returns {string}
 * @throws {BootstrapError} when this machine has none
 */
export function findNpm(env, execPath) {
  const found = candidates(env, execPath).find((path) => existsSync(path));
  if (found) return found;
  throw new BootstrapError(
    "npm is not installed beside this Node.js: install npm (or Node.js from https://nodejs.org, " +
      "which brings it) and run the command again.",
  );
}

/** @param {NodeJS.ProcessEnv} env @param {string} execPath */
function* candidatesOf(env, execPath) {
  // Under pnpm or yarn npm_execpath names them; only npm's own two programs are of use.
  const caller = env.npm_execpath ?? "";
  if (/^np[mx]-cli\.js$/.test(basename(caller))) yield join(dirname(caller), "npm-cli.js");
  const cli = join("node_modules", "npm", "bin", "npm-cli.js");
  for (const node of [execPath, realpathSync(execPath)]) {
    yield join(dirname(node), cli);
    yield join(dirname(node), "..", "lib", cli);
  }
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === "PATH")?.[1] ?? "";
  for (const folder of path.split(delimiter).filter(Boolean)) {
    yield join(folder, cli);
    const link = join(folder, "npm");
    if (existsSync(link) && basename(realpathSync(link)) === "npm-cli.js") yield realpathSync(link);
  }
  yield "/usr/share/nodejs/npm/bin/npm-cli.js";
}

/** @param {NodeJS.ProcessEnv} env @param {string} execPath */
function candidates(env, execPath) {
  return [...candidatesOf(env, execPath)];
}
