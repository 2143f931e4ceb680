// npm run demo: the product with nothing to sign up for. A Telegram of our own with invented
// channels, a server that archives them into a folder that is thrown away, and the dashboard.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readlink, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { API_CREDENTIALS, addByApi, signInByApi } from "../tests/product/archive-by-api.ts";
import { startServer } from "../tests/product/server-process.ts";
import { spawnSimulator } from "../tests/simulator/spawn-simulator.ts";
import { presetAccounts } from "../tests/simulator/world/presets/accounts.ts";
import { realistic } from "../tests/simulator/world/presets/realistic.ts";

const CHANNELS = realistic.chats.flatMap(({ username }) => username ?? []);
const HISTORY = "messages.getHistory";
const START = join(import.meta.dirname, "start.ts");
const NO_TERMINAL =
  "The demonstration is a dashboard and needs a terminal: run npm run demo in one, not in a pipe.";

if (process.stdin.isTTY && process.stdout.isTTY) process.exitCode = await demonstrate();
else {
  console.error(NO_TERMINAL);
  process.exitCode = 2;
}

/** Shows it until the dashboard is left or a signal comes; nothing stays behind. */
async function demonstrate(): Promise<number> {
  const leaving = new AbortController();
  let code = 0;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      code = 128 + constants.signals[signal];
      leaving.abort();
    });
  }
  await using undo = new AsyncDisposableStack();
  try {
    const dataDir = await prepare(undo, leaving.signal);
    const left = await watch(dataDir, leaving.signal);
    console.log("The demonstration is over; everything it has made is being removed.");
    return code || left;
  } catch (error) {
    if (leaving.signal.aborted) return code;
    console.error(`The demonstration did not start: ${(error as Error).message}`);
    return 1;
  }
}

/** Starts everything, each to be undone; answers the data folder. */
async function prepare(undo: AsyncDisposableStack, signal: AbortSignal): Promise<string> {
  console.log("Starting a Telegram of our own, with channels that nobody wrote, and a server …");
  const dataDir = await mkdtemp(join(tmpdir(), "telekeep-demo-"));
  undo.defer(() => removeArchive(dataDir));
  // As busy as the real one: answers take a moment, and who asks too fast is told to wait.
  const simulator = undo.use(
    await spawnSimulator({
      world: "realistic",
      everyMs: 900,
      floodLimits: { [HISTORY]: { capacity: 40, perSecond: 2.5, shortestWait: 6 } },
      faults: [
        { name: "far away", match: { method: HISTORY }, effect: { kind: "delay", ms: [60, 220] } },
        {
          name: "now and then a line breaks",
          match: { method: HISTORY, every: 90 },
          effect: { kind: "disconnect", when: "before" },
        },
      ],
    }),
  );
  signal.throwIfAborted();
  const servers = join(dataDir, "servers.json");
  await writeFile(servers, JSON.stringify(simulator.servers));
  const variables = { ...API_CREDENTIALS, TELEKEEP_TELEGRAM_SERVERS: servers };
  const server = undo.use(startServer({ dataDir, variables }));
  await Promise.race([server.ready, aborted(signal)]);
  const anna = presetAccounts.find(({ key }) => key === "anna");
  if (anna === undefined) throw new Error("The world has no Anna.");
  await withPatience(() => signInByApi(server, anna), signal);
  for (const username of CHANNELS) {
    await withPatience(() => addByApi(server, `@${username}`), signal);
  }
  return dataDir;
}

/** On a machine that is busy, an answer may come too late twice. */
async function withPatience(act: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  for (let left = 2; ; left--) {
    signal.throwIfAborted();
    try {
      await act();
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** The dashboard, until it is left; answers its exit code. */
async function watch(dataDir: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  const { TELEKEEP_URL: _, TELEKEEP_TOKEN: __, ...inherited } = process.env;
  const dashboard = spawn(process.execPath, [START, "dash"], {
    env: { ...inherited, TELEKEEP_DATA: dataDir },
    stdio: "inherit",
  });
  const ended = once(dashboard, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const close = () => void dashboard.kill("SIGTERM");
  signal.addEventListener("abort", close, { once: true });
  const [code, by] = await ended;
  return code ?? 128 + (by === null ? 0 : constants.signals[by]);
}

/** Also where root's database lies elsewhere and the folder only points there. */
async function removeArchive(dataDir: string): Promise<void> {
  const cluster = await readlink(join(dataDir, "postgres")).catch(() => null);
  if (cluster !== null) await rm(dirname(cluster), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
}
