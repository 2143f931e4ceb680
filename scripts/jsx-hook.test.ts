import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "telekeep-jsx-"));
  const react = join(folder, "node_modules", "react");
  mkdirSync(react, { recursive: true });
  const exports = { "./jsx-runtime": "./jsx-runtime.js" };
  const manifest = { name: "react", type: "module", exports };
  writeFileSync(join(react, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    join(react, "jsx-runtime.js"),
    "export const jsx = (type, props) => `<${type} ${JSON.stringify(props)}>`; export const jsxs = jsx;",
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(source: string) {
  writeFileSync(join(folder, "view.tsx"), source);
  writeFileSync(
    join(folder, "program.ts"),
    'import { view } from "./view.tsx"; console.log(view());',
  );
  const hook = pathToFileURL(join(import.meta.dirname, "jsx-hook.mjs")).href;
  return spawnSync(process.execPath, ["--import", hook, join(folder, "program.ts")], {
    encoding: "utf8",
  });
}

describe("the JSX hook", () => {
  it("turns JSX into calls and strips types, beside TypeScript that Node strips itself", () => {
    const { stdout, stderr } = run(
      'type Props = { name: string };\nexport const view = (p?: Props) => <text id="a">{p?.name ?? "b"}</text>;',
    );
    expect({ stdout, stderr }).toEqual({
      stdout: '<text {"id":"a","children":"b"}>\n',
      stderr: "",
    });
  });

  it("keeps the source's line numbers in stack traces", () => {
    const { stderr } = run(
      'interface Gone {\n  a: 1;\n}\nexport const view = () => {\n  throw new Error("here");\n};\nexport const x = <a />;',
    );
    expect(stderr).toMatch(/view\.tsx:5:9/);
  });

  it("names the file whose syntax is wrong", () => {
    expect(run("export const view = () => <text>;").stderr).toMatch(/SyntaxError: .*view\.tsx/);
  });
});
