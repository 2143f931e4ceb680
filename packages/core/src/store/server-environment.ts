/**
 * The environment of PostgreSQL's programs: only what the system needs. Ours may hold secrets, and
 * `PG*`, `LANG` or `LC_*` of the caller would change what they do. macOS wants `LC_ALL` to be set.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "SystemRoot", "TEMP", "TMP"].map((name) => [name, process.env[name]]);
  return { ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)), LC_ALL: "C" };
}
