// npm start, npm test and the telekeep command come through here:
//
//   node scripts/bootstrap.mjs SCRIPT.ts [arguments…]
//
// It runs on whatever Node the machine has (18 or newer) and needs no package: it makes sure that
// a Node which understands TypeScript, pnpm, the packages and the database client are there, then
// hands over. With everything in place that is a few file hashes.
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isSilent, sayOn } from "./bootstrap/announce.mjs";
import { ensureReady } from "./bootstrap/ensure-ready.mjs";
import { userDirectory } from "./bootstrap/environment.mjs";
import { BootstrapError, handOver } from "./bootstrap/run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Prepares the checkout and runs a script of it. Resolves never in practice: the process ends with
 * the script's exit code or signal, or with 1 and one sentence on stderr when it cannot prepare.
 * @param {string} script path of a .ts file, relative to the checkout
 * @param {string[]} args handed over untouched
 */
export async function bootstrap(script, args) {
  const say = sayOn(process.stderr, isSilent(args, process.stderr));
  try {
    const node = await ensureReady(root, say);
    await handOver(node, resolve(root, script), args, {
      root,
      cwd: userDirectory(root, process.cwd(), process.env),
      env: process.env,
    });
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    process.stderr.write(`telekeep: ${error.message}\n`);
    process.exitCode = 1;
  }
}

// By real path: Node resolves links in import.meta.url, but not in the path it was started with.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2);
  if (script) await bootstrap(script, args);
  else {
    process.stderr.write("usage: node scripts/bootstrap.mjs SCRIPT.ts [arguments…]\n");
    process.exitCode = 2;
  }
}
