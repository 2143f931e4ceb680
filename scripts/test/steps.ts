import { join } from "node:path";

/** Everything that must hold before a change is good, in the order in which it is asked. */
export interface Step {
  readonly name: string;
  readonly kind: "check" | "vitest";
  /** Arguments for Node, relative to the checkout. */
  readonly command: readonly string[];
  /** Longest time it may take, in milliseconds; a test run that hangs must end with a report. */
  readonly limit: number;
}

const MINUTE = 60_000;
const bin = (path: string) => join("node_modules", path);

const check = (name: string, ...command: string[]): Step => ({
  name,
  kind: "check",
  command,
  limit: 3 * MINUTE,
});

/**
 * A vitest run that writes its counts to `report`.
 * @param filters paths that a test file's path must contain; all files when empty
 */
export function vitest(name: string, project: string | null, filters: readonly string[]): Step {
  const only = project === null ? [] : ["--project", project];
  return {
    name,
    kind: "vitest",
    command: [bin("vitest/vitest.mjs"), "run", ...only, ...filters],
    limit: 10 * MINUTE,
  };
}

export const steps: readonly Step[] = [
  check("migrations", "prisma/check-drift.ts"),
  check("format", bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."),
  check("lint", bin("oxlint/bin/oxlint"), "--type-aware"),
  check(
    "arrows",
    bin("dependency-cruiser/bin/dependency-cruiser.mjs"),
    "--config",
    ".dependency-cruiser.cjs",
    "packages",
    "prisma",
    "scripts",
    "tests",
  ),
  check("files", "scripts/check-files.ts"),
  check("knip", bin("knip/bin/knip.js"), "--no-progress"),
  check("types", bin("typescript/bin/tsc"), "--build"),
  vitest("unit", "unit", []),
  vitest("integration", "integration", []),
  check("schema", "packages/server/src/print-schema.ts", "--check"),
  check("operations", "scripts/check-operations.ts"),
];

/**
 * The steps that the arguments of `npm test --` ask for: names of steps, `checks` for all that are
 * not test runs; anything else is part of a test file's path. Nothing asks for everything.
 */
export function selectSteps(args: readonly string[]): readonly Step[] {
  if (args.length === 0) return steps;
  const names = new Set(steps.map((step) => step.name));
  const filters = args.filter((arg) => arg !== "checks" && !names.has(arg));
  const chosen = steps.filter(
    (step) => args.includes(step.name) || (args.includes("checks") && step.kind === "check"),
  );
  const projects = chosen.filter((step) => step.kind === "vitest");
  if (filters.length === 0) return chosen;
  const others = chosen.filter((step) => step.kind === "check");
  if (projects.length === 0) return [...others, vitest("tests", null, filters)];
  return [...others, ...projects.map((step) => vitest(step.name, step.name, filters))];
}
