import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const scripts = join(import.meta.dirname, "..");
const twins = ["dev_bootstrap.sh", "dev_bootstrap.ps1"] as const;
const read = (name: string) => readFileSync(join(scripts, name), "utf8");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "telekeep-twins-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform !== "win32")("dev_bootstrap.sh", () => {
  /** Runs it beside a bootstrap that only says how it was called, with nothing else on PATH. */
  function run(hasNode: boolean, ...args: string[]) {
    const bin = join(folder, "bin");
    const home = join(folder, "a checkout", "scripts");
    mkdirSync(bin);
    mkdirSync(home, { recursive: true });
    const dirname = ["/usr/bin/dirname", "/bin/dirname"].find((path) => existsSync(path)) ?? "";
    symlinkSync(dirname, join(bin, "dirname"));
    if (hasNode) symlinkSync(process.execPath, join(bin, "node"));
    copyFileSync(join(scripts, "dev_bootstrap.sh"), join(home, "dev_bootstrap.sh"));
    writeFileSync(
      join(home, "bootstrap.mjs"),
      "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 5;",
    );
    return spawnSync("/bin/sh", [join(home, "dev_bootstrap.sh"), ...args], {
      cwd: tmpdir(),
      env: { PATH: bin },
      encoding: "utf8",
    });
  }

  it("asks for Node.js where it is missing", () => {
    expect(run(false)).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(/^telekeep: Node\.js is not installed: install .*\n$/),
    });
  });

  it("works from any folder, hands arguments on untouched and takes over the exit code", () => {
    const odd = ["serve", "two words", "$HOME", "it's", ""];
    const { status, stdout } = run(true, ...odd);
    expect(status).toBe(5);
    expect(JSON.parse(stdout)).toEqual(["scripts/dev-bootstrap.ts", ...odd]);
  });
});

describe("what both call", () => {
  it("ends with one sentence and exit code 1 where there is no Docker", () => {
    const ended = spawnSync(process.execPath, [join(scripts, "dev-bootstrap.ts")], {
      env: { PATH: folder, SystemRoot: process.env["SystemRoot"] },
      encoding: "utf8",
    });
    expect(ended).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(/^telekeep: Docker is not installed: .*\n$/),
    });
  });
});

describe("the twins", () => {
  it.each(twins)("%s hands all arguments to the same script", (name) => {
    expect(read(name)).toMatch(/scripts\/dev-bootstrap\.ts ("\$@"|@args)\r?\n/);
    expect(read(name)).toContain("bootstrap.mjs");
  });

  it("say the same when Node.js is missing", () => {
    const [sh, ps1] = twins.map(
      (name) => /telekeep: Node\.js is not.*?again\./.exec(read(name))?.[0],
    );
    expect(sh).toBeDefined();
    expect(ps1).toBe(sh);
  });

  it("dev_bootstrap.ps1 stays ASCII, which Windows PowerShell 5 reads alike everywhere", () => {
    expect(read("dev_bootstrap.ps1")).toMatch(/^[\x20-\x7e\r\n]*$/);
  });

  it("dev_bootstrap.ps1 ends with the exit code of what it ran", () => {
    expect(read("dev_bootstrap.ps1").trimEnd()).toMatch(/exit \$LASTEXITCODE$/);
  });
});
