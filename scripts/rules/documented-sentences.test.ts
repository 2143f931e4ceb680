import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** The sources, with literals that are put together from several lines as they come out. */
const sources = globSync("packages/*/src/**/*.ts", { cwd: root })
  .filter((file) => !file.endsWith(".test.ts"))
  .map((file) => read(file).replaceAll(/["`]\s*\+\s*["`]/g, ""))
  .join("\n")
  // What is filled in is an ellipsis in the documentation.
  .replaceAll(/\$\{[^}]*\}/g, "…");

const sentences = read("docs/connectivity.md")
  .split("\n")
  .flatMap((line) => /^\| \*(.+?)\* \|/.exec(line)?.[1] ?? []);

it("a sentence that the documentation explains is one that the product says", () => {
  expect(sentences.length).toBeGreaterThan(15);
  for (const sentence of sentences) {
    // Numbers may be filled in; a piece too short to mean anything is not looked for.
    const pieces = sentence.split(/…| \d+ s/).map((piece) => piece.trim());
    const told = pieces.filter((piece) => piece.length > 8);
    expect(told.length, sentence).toBeGreaterThan(0);
    for (const piece of told) expect(sources, sentence).toContain(piece);
  }
});
