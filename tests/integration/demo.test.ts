import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const DEMO = join(import.meta.dirname, "../../scripts/demo.ts");
const run = promisify(execFile);
const tmux = (...argv: string[]) => run("tmux", ["-L", "telekeep-demo-test", ...argv]);
const hasTmux = await run("tmux", ["-V"]).then(
  () => true,
  () => false,
);

it("the demonstration says that it needs a terminal where there is none", async () => {
  const failure = await run(process.execPath, [DEMO]).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 2, stdout: "" });
  expect(failure).toHaveProperty("stderr", expect.stringMatching(/^The demonstration .+ terminal/));
});

describe.skipIf(!hasTmux)("the demonstration (skipped where tmux is not installed)", () => {
  it.each([
    ["the key q", 0, (pane: string) => tmux("send-keys", "-t", pane, "q")],
    ["SIGTERM", 143, signalDemo],
  ] as const)(
    "shows channels being archived, and leaves nothing behind after %s",
    async (_how, code, leave) => {
      const folder = await mkdtemp(join(tmpdir(), "telekeep-demo-test-"));
      const pane = `d${process.pid}`;
      const script = `"${process.execPath}" "${DEMO}"; echo "left with $?"; exec sleep 60`;
      await tmux(
        ...["-f", "/dev/null", "new-session", "-d", "-s", pane, "-x", "100", "-y", "30"],
        ...["-e", `TMPDIR=${folder}`, "-e", "CI=", "-e", "LANG=C.UTF-8", "-e", "DATABASE_URL="],
        script,
      );
      const until = async (sign: RegExp): Promise<RegExpExecArray> => {
        for (const deadline = Date.now() + 90_000; ; await wait(100)) {
          const { stdout } = await tmux("capture-pane", "-p", "-t", pane);
          const found = sign.exec(stdout);
          if (found !== null) return found;
          if (Date.now() > deadline) throw new Error(`Waited for ${sign} in vain:\n${stdout}`);
        }
      };
      try {
        // A bar of a channel, and the same one fuller.
        const [, first] = await until(/@sandgate_harbour\b.* (\d+\.\d)%/);
        await until(
          new RegExp(`@sandgate_harbour\\b.* (?!${first?.replace(".", "\\.")})\\d+\\.\\d%`),
        );
        const [dataDir = ""] = await readdir(folder);
        // Root's database may lie elsewhere.
        const cluster = await realpath(join(folder, dataDir, "postgres"));
        expect(await processesOf(cluster)).not.toEqual([]);
        await leave(pane);
        await until(new RegExp(`left with ${code}`));
        expect(await processesOf(folder)).toEqual([]);
        expect(await processesOf(cluster)).toEqual([]);
        expect(await readdir(folder)).toEqual([]);
        expect(existsSync(cluster)).toBe(false);
      } finally {
        await tmux("kill-session", "-t", pane);
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});

async function signalDemo(): Promise<void> {
  const [pid] = await processesWith((words) => words.at(-1) === DEMO);
  process.kill(Number(pid?.pid), "SIGTERM");
}

async function processesOf(folder: string): Promise<string[]> {
  const found = await processesWith((words) => words.some((word) => word.includes(folder)));
  return found.map(({ words }) => words.join(" ")).filter((line) => !line.startsWith("tmux"));
}

async function processesWith(
  isWanted: (words: readonly string[]) => boolean,
): Promise<{ pid: string; words: string[] }[]> {
  const found: { pid: string; words: string[] }[] = [];
  for (const pid of (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    const words = line.split("\0").filter((word) => word !== "");
    if (isWanted(words)) found.push({ pid, words });
  }
  return found;
}
