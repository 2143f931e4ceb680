import { chmodSync, existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment, toolEnvironment } from "./environment.mjs";
import { findNpm } from "./find-npm.mjs";
import { lock, tryLock } from "./lock.mjs";
import { isNewEnough, nodeBinary, nodePackage, pinnedVersion, runsOnMusl } from "./pick-node.mjs";
import { BootstrapError, runQuietly } from "./run.mjs";
import { fingerprint, manifests, readStamp, writeStamp } from "./stamp.mjs";

const NPM_FAILED =
  "could not install the toolchain; check that this machine reaches the npm registry, then run " +
  "the command again. npm said:";

/** @typedef {import("./announce.mjs").Say} Say */
/** @typedef {{ wanted: string, stamp: string, make: () => Promise<void>, what: string }} Layer */

/**
 * Brings the checkout up to date: toolchain, packages, generated code. Each has a stamp beside its
 * result, so that deleting the result is enough to have it made again.
 * @param {string} root
 * @param {Say} say
 * @returns {Promise<string>} path of the Node to run TypeScript with
 */
export async function ensureReady(root, say) {
  const { node, layers } = plan(root);
  const isDone = (/** @type {Layer} */ layer) => readStamp(layer.stamp) === layer.wanted;
  if (layers().every(isDone)) return node;
  const folder = join(root, ".bootstrap-lock");
  const release =
    tryLock(folder) ??
    (await say("waiting for another command that prepares this checkout", () => lock(folder)));
  try {
    // Planned again: the other command may have done some of it.
    for (const index of layers().keys()) {
      const layer = layers()[index];
      if (!layer || isDone(layer)) continue;
      await say(layer.what, layer.make);
      writeStamp(layer.stamp, layer.wanted);
    }
  } finally {
    release();
  }
  return node;
}

/** @param {string} root @returns {{ node: string, layers: () => Layer[] }} */
function plan(root) {
  const tools = join(root, "tools");
  const own = isNewEnough(process.versions.node);
  const version = process.versions.node;
  const { platform, arch } = process;
  // Asked of musl only when it matters: the answer costs a diagnostic report.
  const bundled = own ? "" : nodePackage({ platform, arch, musl: runsOnMusl(), version });
  const node = own ? process.execPath : nodeBinary(tools, bundled);
  const run = (/** @type {string[]} */ args, /** @type {string} */ advice) =>
    runQuietly(node, args, { cwd: root, env: toolEnvironment(process.env, root, node), advice });
  const layers = () => [
    toolchain(tools, own, bundled),
    packages(root, run),
    databaseClient(root, run),
  ];
  return { node, layers };
}

/** @param {string} tools @param {boolean} own @param {string} bundled @returns {Layer} */
function toolchain(tools, own, bundled) {
  const stamp = join(tools, "node_modules", ".telekeep-stamp");
  const base = fingerprint([join(tools, "package-lock.json")], [process.platform, process.arch]);
  const withNode = `${base} with-node`;
  // A toolchain with a Node in it serves a machine that has its own as well.
  const enough = own && readStamp(stamp) === withNode;
  const nodeVersion = bundled && ` and Node.js ${pinnedVersion(tools, bundled)}`;
  return {
    what: `installing pnpm ${pinnedVersion(tools, "pnpm")}${nodeVersion}`,
    stamp,
    wanted: own && !enough ? `${base} pnpm-only` : withNode,
    make: async () => {
      const npm = findNpm(process.env, process.execPath);
      const args = [
        "ci",
        "--prefix",
        tools,
        "--ignore-scripts",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
        // npm's own pauses between attempts add up to over a minute before it admits to be offline.
        "--fetch-retries=3",
        "--fetch-retry-mintimeout=1000",
        "--fetch-retry-maxtimeout=10000",
        own ? "--omit=optional" : "--include=optional",
      ];
      const env = cleanEnvironment(process.env);
      await runQuietly(process.execPath, [npm, ...args], { cwd: tools, env, advice: NPM_FAILED });
      // npm shrugs at an optional package it cannot fetch, but we need this one.
      if (bundled && !existsSync(nodeBinary(tools, bundled)))
        throw new BootstrapError(`${NPM_FAILED} ${bundled} is missing.`);
    },
  };
}

/**
 * @param {string} root
 * @param {(args: string[], advice: string) => Promise<void>} run
 * @returns {Layer}
 */
function packages(root, run) {
  const pnpm = join(root, "tools", "node_modules", "pnpm", "bin", "pnpm.mjs");
  return {
    what: "installing packages",
    stamp: join(root, "node_modules", ".telekeep-stamp"),
    wanted: fingerprint(manifests(root), [process.platform, process.arch]),
    make: async () => {
      await run(
        [
          pnpm,
          "install",
          "--frozen-lockfile",
          "--prefer-offline",
          "--reporter=append-only",
          "--config.confirm-modules-purge=false",
        ],
        "could not install the packages; check that this machine reaches the npm registry and " +
          "has 2 GB of free disk, then run the command again. pnpm said:",
      );
      linkCommand(root);
    },
  };
}

/** @param {string} root @param {(args: string[], advice: string) => Promise<void>} run @returns {Layer} */
function databaseClient(root, run) {
  const generate = join(root, "prisma", "generate.ts");
  const schema = join(root, "prisma", "schema.prisma");
  return {
    what: "generating the database client",
    stamp: join(root, "prisma", "generated", ".telekeep-stamp"),
    wanted: fingerprint([schema, generate, join(root, "pnpm-lock.yaml")]),
    make: () => run([generate], "could not generate the database client. Prisma said:"),
  };
}

/**
 * Makes `npx telekeep` find this checkout's command: pnpm links the programs of dependencies, not
 * those of the root itself.
 * @param {string} root
 */
function linkCommand(root) {
  const link = join(root, "node_modules", ".bin", "telekeep");
  if (process.platform === "win32") {
    writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\scripts\\telekeep.mjs" %*\r\n');
  } else if (!existsSync(link)) {
    symlinkSync("../../scripts/telekeep.mjs", link);
    chmodSync(join(root, "scripts", "telekeep.mjs"), 0o755);
  }
}
