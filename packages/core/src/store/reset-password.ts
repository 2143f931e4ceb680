import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { ClusterPlace } from "./cluster-place.ts";
import { DatabaseDidNotStart } from "./database-errors.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { serverEnvironment } from "./server-environment.ts";
import type { ServerUser } from "./server-user.ts";

/**
 * Gives a cluster whose password file is lost a new password. Whoever may write its files may do so:
 * PostgreSQL's single-user mode asks for none. No server may run meanwhile.
 */
export async function resetPassword(
  { cluster }: ClusterPlace,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  password: string,
): Promise<void> {
  // -j: statements end at a semicolon and an empty line. The password is of letters, digits, - and _.
  const child = spawn(binaries.postgres, ["--single", "-j", "-D", cluster, "postgres"], {
    ...user,
    cwd: cluster,
    env: serverEnvironment(),
  });
  child.stdout.resume();
  const errors = text(child.stderr);
  const exit = once(child, "exit");
  child.stdin.end(
    `ALTER ROLE postgres PASSWORD '${password}';\n\n` +
      "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'telekeep') THEN " +
      `ALTER ROLE telekeep PASSWORD '${password}'; END IF; END $$;\n\n`,
  );
  const [code] = await exit;
  const failure = (await errors).split("\n").find((line) => /(ERROR|FATAL|PANIC):/.test(line));
  if (code !== 0 || failure) {
    throw new DatabaseDidNotStart(failure?.trim() ?? `single-user mode ended with ${code}`);
  }
}
