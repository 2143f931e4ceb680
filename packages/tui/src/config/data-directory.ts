import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The variables that decide where the archive's data lies. */
export interface DataDirectorySettings {
  /** --data, or TELEKEEP_DATA. */
  readonly override: string | undefined;
  readonly xdgDataHome: string | undefined;
  readonly localAppData: string | undefined;
  readonly platform: NodeJS.Platform;
}

/** The folder of the database, the token and the logs; an absolute path that need not exist. */
export function dataDirectory(settings: DataDirectorySettings, home = homedir()): string {
  const { override, platform, xdgDataHome, localAppData } = settings;
  if (override) return resolve(override);
  if (platform === "win32") {
    return join(localAppData || join(home, "AppData", "Local"), "telekeep");
  }
  if (platform === "darwin") return join(home, "Library", "Application Support", "telekeep");
  return join(xdgDataHome || join(home, ".local", "share"), "telekeep");
}
