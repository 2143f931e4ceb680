import { defineConfig } from "vitest/config";

// Two workers: the suite must be at home on a two-core machine, where more of them only wait for
// each other and for PostgreSQL.
const workers = 2;

export default defineConfig({
  // graphql 17 ships CommonJS ("node") and ESM ("module-sync") entries. Node takes module-sync for
  // the packages it loads itself (@pothos/core, graphql-yoga); Vite would take "node" for our
  // sources, and two copies of graphql refuse each other's types.
  ssr: { resolve: { conditions: ["module-sync", "node", "development|production"] } },
  test: {
    pool: "forks",
    maxWorkers: workers,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.{ts,tsx}",
            "prisma/**/*.test.ts",
            "scripts/**/*.test.ts",
            "tests/simulator/**/*.test.ts",
          ],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.{ts,tsx}"],
          globalSetup: ["tests/integration/setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
