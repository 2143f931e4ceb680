import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const config = join(root, ".dependency-cruiser.cjs");

/** Files of a small product that obeys every arrow, and what each imports. */
const INNOCENT: Record<string, readonly string[]> = {
  "packages/core/src/domain/page.ts": [],
  "packages/core/src/domain/gap.ts": ["./page.ts"],
  "packages/core/src/ports/store.ts": ["../domain/page.ts"],
  "packages/core/src/search/fold.ts": ["../domain/page.ts"],
  "packages/core/src/engine/plan.ts": ["../domain/page.ts", "../ports/store.ts"],
  "packages/core/src/export/write.ts": ["node:fs", "../domain/page.ts"],
  "packages/core/src/store/rows.ts": [
    "../search/fold.ts",
    "pg",
    "@telekeep/prisma/migrate",
    "../ports/store.ts",
  ],
  "packages/core/src/blobs/folder.ts": ["node:fs", "../domain/page.ts"],
  "packages/core/src/telegram/library.ts": ["telegram"],
  "packages/core/src/telegram/connect.ts": ["./library.ts", "../domain/page.ts"],
  "packages/core/src/desktop-export/read.ts": ["htmlparser2", "../domain/page.ts"],
  "packages/core/src/archive.ts": ["./engine/plan.ts", "./store/rows.ts", "./telegram/connect.ts"],
  "packages/core/src/index.ts": ["./archive.ts", "./domain/page.ts"],
  "packages/server/src/schema/builder.ts": ["@telekeep/prisma/pothos"],
  "packages/server/src/schema/channel.ts": ["./builder.ts", "@telekeep/core"],
  "packages/server/src/schema/message.ts": ["./builder.ts"],
  "packages/server/src/schema/schema.ts": ["./channel.ts", "./message.ts"],
  "packages/server/src/index.ts": ["@telekeep/core", "@telekeep/prisma/client"],
  "packages/tui/src/main.ts": ["commander"],
  "packages/tui/test-support/fake.ts": ["../src/main.ts"],
  "prisma/migrate.ts": ["pg"],
  "prisma/client.ts": ["@prisma/client"],
  "prisma/generated/pothos.ts": [],
  "tests/simulator/telegram.ts": ["./mtproto/server.ts", "@telekeep/core"],
  "tests/simulator/telegram.test.ts": ["telegram"],
  "tests/simulator/tl/encode.ts": [],
  "tests/simulator/mtproto/server.ts": ["../tl/encode.ts"],
  "tests/simulator/world/world.ts": [],
  "tests/simulator/source/world-source.ts": ["../../../packages/core/src/ports/store.ts"],
};

/** For each rule an import that breaks it, and perhaps others with it. */
const GUILTY: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ["domain-imports-only-domain", "packages/core/src/domain/x1.ts", "../ports/store.ts"],
  ["domain-imports-only-domain", "packages/core/src/domain/x2.ts", "node:fs"],
  ["domain-imports-only-domain", "packages/core/src/domain/x3.ts", "pg"],
  ["ports-import-only-domain-and-ports", "packages/core/src/ports/x.ts", "telegram"],
  ["search-text-is-pure", "packages/core/src/search/x.ts", "../ports/store.ts"],
  ["a-use-case-sees-only-domain-and-ports", "packages/core/src/engine/x1.ts", "../store/rows.ts"],
  ["a-use-case-sees-only-domain-and-ports", "packages/core/src/media/x2.ts", "../engine/plan.ts"],
  ["an-adapter-sees-only-domain-and-ports", "packages/core/src/store/x1.ts", "../blobs/folder.ts"],
  ["an-adapter-sees-only-domain-and-ports", "packages/core/src/blobs/x2.ts", "../engine/plan.ts"],
  ["only-the-store-runs-migrations", "packages/core/src/engine/x3.ts", "@telekeep/prisma/migrate"],
  [
    "the-store-takes-only-migrate-from-prisma",
    "packages/core/src/store/x2.ts",
    "@telekeep/prisma/client",
  ],
  ["only-the-store-speaks-to-postgresql", "packages/core/src/engine/x4.ts", "pg"],
  ["only-the-store-speaks-to-postgresql", "packages/server/src/x1.ts", "pg"],
  ["only-core-telegram-knows-the-telegram-library", "packages/server/src/x2.ts", "telegram"],
  ["one-file-of-core-telegram-imports-the-library", "packages/core/src/telegram/x.ts", "telegram"],
  ["only-desktop-export-parses-html", "packages/core/src/engine/x5.ts", "htmlparser2"],
  [
    "archive-is-the-only-file-that-sees-both-sides",
    "packages/core/src/engine/x6.ts",
    "../archive.ts",
  ],
  ["core-does-not-know-its-users", "packages/core/src/store/x3.ts", "../../../server/src/index.ts"],
  ["server-enters-core-by-its-door", "packages/server/src/x3.ts", "../../core/src/domain/page.ts"],
  [
    "server-takes-only-the-client-and-pothos-types-from-prisma",
    "packages/server/src/x4.ts",
    "@telekeep/prisma/migrate",
  ],
  ["server-does-not-know-its-clients", "packages/server/src/x5.ts", "../../tui/src/main.ts"],
  [
    "schema-files-refer-to-each-other-by-string",
    "packages/server/src/schema/x6.ts",
    "./channel.ts",
  ],
  [
    "builder-scalars-and-errors-define-no-concept",
    "packages/server/src/schema/scalars.ts",
    "./channel.ts",
  ],
  ["tui-knows-the-archive-only-through-graphql", "packages/tui/src/x1.tsx", "@telekeep/core"],
  [
    "tui-knows-the-archive-only-through-graphql",
    "packages/tui/src/x2.ts",
    "../../server/src/index.ts",
  ],
  ["tui-opens-no-database", "packages/tui/src/x3.ts", "pg"],
  ["prisma-imports-no-package-of-ours", "prisma/x1.ts", "../packages/core/src/domain/page.ts"],
  [
    "the-simulator-enters-core-by-its-door",
    "tests/simulator/x1.ts",
    "../../packages/core/src/archive.ts",
  ],
  [
    "a-source-without-a-wire-implements-a-port",
    "tests/simulator/source/x1.ts",
    "../../../packages/core/src/engine/plan.ts",
  ],
  ["the-simulator-is-made-of-nothing-but-node", "tests/simulator/x2.ts", "telegram"],
  ["the-wire-does-not-know-the-world", "tests/simulator/mtproto/x1.ts", "../world/world.ts"],
  ["a-codec-knows-no-protocol", "tests/simulator/tl/x1.ts", "../mtproto/server.ts"],
  [
    "only-tests-and-the-demo-know-the-simulator",
    "packages/core/src/store/x4.ts",
    "../../../../tests/simulator/telegram.ts",
  ],
  [
    "the-product-never-imports-its-tests",
    "packages/server/src/x7.ts",
    "../../../tests/simulator/telegram.ts",
  ],
  ["the-product-never-imports-its-tests", "packages/tui/src/x11.ts", "../test-support/fake.ts"],
  ["every-import-resolves", "packages/server/src/x8.ts", "./gone.ts"],
  ["every-npm-package-is-declared-where-it-is-used", "packages/server/src/x9.ts", "htmlparser2"],
  ["shipped-code-needs-no-dev-dependency", "packages/server/src/x10.ts", "fast-check"],
];

const EXPORTS = {
  core: { ".": "./src/index.ts" },
  server: { ".": "./src/index.ts" },
  tui: { ".": "./src/main.ts" },
  prisma: {
    "./migrate": "./migrate.ts",
    "./client": "./client.ts",
    "./pothos": "./generated/pothos.ts",
  },
};
const VENDORS = ["pg", "telegram", "htmlparser2", "commander", "@prisma/client"];

let folder: string;
let found: Set<string>;

function write(path: string, text: string) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Type-only imports, the weakest kind: an arrow must hold for them as well. */
const importing = (names: readonly string[]) =>
  `${names.map((name, i) => `import type * as n${i} from ${JSON.stringify(name)};`).join("\n")}
   export type All = [${names.map((_, i) => `typeof n${i}`).join(", ")}];\n`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "telekeep-arrows-"));
  for (const [name, exports] of Object.entries(EXPORTS)) {
    const home = name === "prisma" ? "prisma" : `packages/${name}`;
    const ours = ["@telekeep/core", "@telekeep/prisma"];
    const theirs = VENDORS.filter((vendor) => name !== "server" || vendor !== "htmlparser2");
    const dependencies = Object.fromEntries([...theirs, ...ours].map((vendor) => [vendor, "1"]));
    const devDependencies = { "fast-check": "1" };
    const manifest = { name: `@telekeep/${name}`, exports, dependencies, devDependencies };
    write(`${home}/package.json`, JSON.stringify(manifest));
    mkdirSync(join(folder, "node_modules/@telekeep"), { recursive: true });
    symlinkSync(join(folder, home), join(folder, "node_modules/@telekeep", name));
  }
  write(
    "package.json",
    JSON.stringify({ name: "x", dependencies: { telegram: "1", "@telekeep/core": "1" } }),
  );
  for (const vendor of [...VENDORS, "fast-check"]) {
    write(`node_modules/${vendor}/package.json`, JSON.stringify({ name: vendor, main: "i.js" }));
    write(`node_modules/${vendor}/i.js`, "");
  }
  for (const [file, names] of Object.entries(INNOCENT)) write(file, importing(names));
  for (const [, file, name] of GUILTY) write(file, importing([name]));
  // The one rule that types may break: they are gone when the program runs.
  write("packages/server/src/x10.ts", 'import "fast-check";');
  write("packages/server/src/types-of-a-tool.ts", importing(["fast-check"]));
  write("packages/core/src/domain/one.ts", importing(["./two.ts"]));
  write("packages/core/src/domain/two.ts", importing(["./one.ts"]));
  cpSync(join(root, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));

  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, "--config", config, "--output-type", "json", "packages", "prisma", "tests"],
    { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 },
  );
  if (stdout === "") throw new Error(stderr);
  const { violations } = JSON.parse(stdout).summary as {
    violations: { from: string; rule: { name: string } }[];
  };
  found = new Set(violations.map(({ from, rule }) => `${rule.name} ← ${from}`));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the arrows of the architecture", () => {
  it.each(GUILTY)("%s: refuses %s importing %s", (rule, file) => {
    expect(found).toContain(`${rule} ← ${file}`);
  });

  it("no-cycles: refuses two files that import each other", () => {
    expect([...found].filter((finding) => finding.startsWith("no-cycles"))).toHaveLength(1);
  });

  it("has a case here for every rule", () => {
    const { forbidden } = createRequire(import.meta.url)(config) as {
      forbidden: { name: string }[];
    };
    const tried = new Set([...GUILTY.map(([rule]) => rule), "no-cycles"]);
    expect(forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it("allows what the architecture allows", () => {
    const files = [...found].map((finding) => finding.split(" ← ")[1] ?? "");
    const innocent = [...Object.keys(INNOCENT), "packages/server/src/types-of-a-tool.ts"];
    expect(files.filter((file) => innocent.includes(file))).toEqual([]);
  });
});
