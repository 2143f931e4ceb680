import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The folder of the database, the token and the server's address: the one that was named, or the
 * platform's place for a program's data.
 */
export function dataDirectory(
  named: string | undefined,
  variables: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string = homedir(),
): string {
  if (named) return resolve(named);
  if (platform === "win32") {
    return join(variables["LOCALAPPDATA"] || join(home, "AppData", "Local"), "telekeep");
  }
  if (platform === "darwin") return join(home, "Library", "Application Support", "telekeep");
  return join(variables["XDG_DATA_HOME"] || join(home, ".local", "share"), "telekeep");
}
