import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);

it("a process that has closed everything ends by itself, with no timer and no connection", async () => {
  const { stdout, stderr } = await run(
    process.execPath,
    [join(import.meta.dirname, "telegram-child.ts")],
    { timeout: 60_000 },
  );
  expect(JSON.parse(stdout)).toEqual({ timers: [] });
  expect(stderr).toBe("");
}, 90_000);

it("a process that opens nothing does not load the client library", async () => {
  const script = `
    const { openTelegram } = await import("./packages/core/src/telegram/telegram.ts");
    openTelegram({ credentials: {}, servers: null, proxy: null, log: null, clock: null });
    const { createRequire } = await import("node:module");
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.filter((path) => /node_modules.telegram/.test(path)).length);
  `;
  const root = join(import.meta.dirname, "../..");
  const argv = ["--input-type=module", "--eval", script];
  const { stdout } = await run(process.execPath, argv, { cwd: root });
  expect(stdout.trim()).toBe("0");
});
