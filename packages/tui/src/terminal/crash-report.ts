import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes down why the dashboard crashed and returns the path. The report holds the error and the
 * versions; the token is removed, and no message of the archive is in it.
 */
export async function writeCrashReport(
  dataDirectory: string,
  error: unknown,
  token: string,
  now = new Date(),
): Promise<string> {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const report = [
    `time      ${now.toISOString()}`,
    `node      ${process.version} on ${process.platform} ${process.arch}`,
    "",
    token === "" ? stack : stack.replaceAll(token, "[token]"),
    "",
  ].join("\n");
  const name = `dashboard-crash-${now.toISOString().replace(/[:.]/g, "-")}.txt`;
  for (const folder of [join(dataDirectory, "logs"), tmpdir()]) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, name);
      await writeFile(path, report, { mode: 0o600, flag: "wx" });
      return path;
    } catch {
      // A data folder of a remote server's client may not be writable: try the next one.
    }
  }
  return "(none: no folder could be written to)";
}
