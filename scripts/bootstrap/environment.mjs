import { delimiter, dirname, join, resolve } from "node:path";

/** What npm tells the scripts it runs, as far as package managers below must hear it too. */
const KEPT = /^npm_config_(registry|userconfig|cafile|ca|proxy|https_proxy|noproxy|strict_ssl)$/i;

/**
 * The environment without what npm adds for the scripts it runs: pnpm would take npm_config_* for
 * its own configuration, and an inherited INIT_CWD would point a nested call at the wrong folder.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(env) {
  const foreign =
    /^(npm_(config|package|lifecycle)_.*|npm_(execpath|node_execpath|command)|INIT_CWD)$/i;
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => !foreign.test(name) || (KEPT.test(name) && value !== ""),
    ),
  );
}

/**
 * The environment for our own programs: the chosen Node and the workspace's tools come first.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root
 * @param {string} node path of the chosen Node
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(env, root, node) {
  const clean = cleanEnvironment(env);
  // On Windows the variable is usually spelled Path; a second spelling would win or lose by luck.
  const name = Object.keys(clean).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  const path = [dirname(node), join(root, "node_modules", ".bin"), clean[name]];
  return { ...clean, [name]: path.filter(Boolean).join(delimiter) };
}

/**
 * Where the user stands. npm moves to the checkout and leaves the real place in INIT_CWD; when npm
 * did not start us for this very package, INIT_CWD is a leftover of some outer call.
 * @param {string} root
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function userDirectory(root, cwd, env) {
  const movedByNpm =
    env.npm_package_name === "telekeep" &&
    ["start", "test", "telekeep"].includes(env.npm_lifecycle_event ?? "") &&
    resolve(cwd) === resolve(root);
  return (movedByNpm && env.INIT_CWD) || cwd;
}
