// Proves that the terminal's GraphQL documents fit schema.graphql, and that the types they are
// checked with were made from it: node scripts/check-operations.ts
// The compiler alone would not see a field that does not exist.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const tui = join(import.meta.dirname, "..", "packages", "tui");
const program = join(tui, "node_modules", "gql.tada", "bin", "cli.js");
const committed = join(tui, "src", "operations", "graphql-env.d.ts");

function tada(...args: string[]): boolean {
  const { status } = spawnSync(process.execPath, [program, ...args], {
    cwd: tui,
    stdio: "inherit",
  });
  return status === 0;
}

const folder = mkdtempSync(join(tmpdir(), "telekeep-operations-"));
try {
  const fresh = join(folder, "graphql-env.d.ts");
  const isMade = tada("generate-output", "--output", fresh);
  if (!isMade || readFileSync(fresh, "utf8") !== readFileSync(committed, "utf8")) {
    console.error(
      "packages/tui/src/operations/graphql-env.d.ts is not made from schema.graphql: run " +
        "gql.tada generate-output in packages/tui.",
    );
    process.exitCode = 1;
  }
  if (!tada("check", "--fail-on-warn")) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
