import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BootstrapError, runQuietly } from "./run.mjs";

let folder: string;
const groups: number[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "telekeep-run-"));
});
afterEach(() => {
  for (const leader of groups.splice(0)) {
    try {
      process.kill(-leader, "SIGKILL");
    } catch {
      // All of it has ended, as it should.
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a Node that hands over to `script`, as the bootstrap does. */
function handOver(script: string, ...args: string[]) {
  const inner = join(folder, "inner.mjs");
  const outer = join(folder, "outer.mjs");
  const run = pathToFileURL(join(import.meta.dirname, "run.mjs")).href;
  writeFileSync(inner, script);
  writeFileSync(
    outer,
    `import { handOver } from ${JSON.stringify(run)};
     const options = { root: ${JSON.stringify(folder)}, cwd: ${JSON.stringify(folder)}, env: process.env };
     await handOver(process.execPath, ${JSON.stringify(inner)}, process.argv.slice(2), options);`,
  );
  const child = spawn(process.execPath, [outer, ...args], {
    // A group of their own: whatever a failing test leaves running can be ended as a whole.
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  groups.push(child.pid ?? 0);
  return child;
}

async function finish(child: ReturnType<typeof handOver>) {
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const [code, signal] = await once(child, "close");
  return { code, signal, output };
}

describe("handing over", () => {
  it("passes arguments untouched and takes over the exit code", async () => {
    const script = "console.log(JSON.stringify(process.argv.slice(2))); process.exit(7);";
    const odd = ["--flag", "two words", "$HOME", 'quote"', "", "--", "-x"];
    const { code, output } = await finish(handOver(script, ...odd));
    expect(code).toBe(7);
    expect(JSON.parse(output)).toEqual(odd);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("passes %s on and waits", async (signal) => {
    const child = handOver(
      `process.on(${JSON.stringify(signal)}, () => { console.log("bye"); process.exit(3); });
       setInterval(() => {}, 1000); console.log("ready");`,
    );
    child.stdout.once("data", () => child.kill(signal));
    expect(await finish(child)).toMatchObject({ code: 3, output: "ready\nbye\n" });
  });

  it("dies by the same signal as the program", async () => {
    const { code, signal } = await finish(handOver('process.kill(process.pid, "SIGTERM");'));
    expect({ code, signal }).toEqual({ code: null, signal: "SIGTERM" });
  });
});

describe("a quiet step", () => {
  const step = (script: string) =>
    runQuietly(process.execPath, ["-e", script], { cwd: folder, env: {}, advice: "do this" });

  it("says what to do and what the program said, when it fails", async () => {
    const failing = step("console.log('half'); console.error('no network'); process.exit(1);");
    await expect(failing).rejects.toThrow(BootstrapError);
    await expect(failing).rejects.toThrow(/^do this\n(half\nno network|no network\nhalf)$/);
  });

  it("is silent when it succeeds", async () => {
    await expect(step("console.log('fine')")).resolves.toBeUndefined();
  });
});
