import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { waitUntilGone } from "./process-usage.ts";

/** Columns and rows of the terminal that programs run in. */
export const SIZE = { columns: 100, rows: 30 };
/** Milliseconds between two looks at a screen: no start is measured more exactly than this. */
export const LOOK_MS = 25;
const PATIENCE_MS = 120_000;

const run = promisify(execFile);

/** A tmux server of our own; disposing it hangs up on everything that runs in it. */
export interface Terminal extends AsyncDisposable {
  /** Runs a program, whose arguments no shell sees, in a window of its own. */
  open(program: readonly string[], variables: Record<string, string>): Promise<Window>;
}

/** One program on one screen. */
export interface Window {
  /** The program's process. */
  readonly pid: number;
  /** Waits until every sign is on the screen. @throws Error showing the screen when it never is */
  until(...signs: string[]): Promise<string>;
  press(key: string): Promise<void>;
  /** Waits for the program's end, and closes the window; returns its exit code. */
  ended(): Promise<number>;
}

/** @throws Error saying what to do when there is no tmux */
export async function requireTmux(): Promise<void> {
  await run("tmux", ["-V"]).catch(() => {
    throw new Error("This measurement needs a real terminal: install tmux, then run it again.");
  });
}

/** Starts tmux on a socket that only this process knows, with nobody's settings. */
export async function openTerminal(signal: AbortSignal): Promise<Terminal> {
  const socket = `telekeep-bench-${process.pid}`;
  const tmux = async (...argv: string[]) => (await run("tmux", ["-L", socket, ...argv])).stdout;
  await tmux(
    ...["-f", "/dev/null", "new-session", "-d", "-x", `${SIZE.columns}`, "-y", `${SIZE.rows}`],
    // Keeps the server alive between windows, and each window after its program's end.
    ...["cat", ";", "set-option", "-g", "remain-on-exit", "on"],
  );

  const pids: number[] = [];
  const open = async (program: readonly string[], variables: Record<string, string>) => {
    const set = Object.entries(variables).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    const format = "#{pane_id} #{pane_pid}";
    const made = await tmux("new-window", "-P", "-F", format, ...set, "--", ...program);
    const [pane = "", pid] = made.trim().split(" ");
    const screen = () => tmux("capture-pane", "-p", "-t", pane);
    const look = async <T>(find: () => Promise<T | null>, what: string): Promise<T> => {
      for (const deadline = performance.now() + PATIENCE_MS; ; ) {
        const found = await find();
        if (found !== null) return found;
        if (performance.now() > deadline) {
          throw new Error(`Waited for ${what} in vain; the screen:\n${await screen()}`);
        }
        await wait(LOOK_MS, undefined, { signal });
      }
    };
    pids.push(Number(pid));
    return {
      pid: Number(pid),
      until: (...signs: string[]) =>
        look(async () => {
          const shown = await screen();
          return signs.every((sign) => shown.includes(sign)) ? shown : null;
        }, signs.join(", ")),
      press: async (key: string) => void (await tmux("send-keys", "-t", pane, key)),
      async ended() {
        const code = await look(async () => {
          const format = "#{pane_dead} #{pane_dead_status}";
          const [isDead, status] = (await tmux("display", "-p", "-t", pane, format)).split(" ");
          return isDead === "1" ? Number(status) : null;
        }, "the program's end");
        await tmux("kill-pane", "-t", pane);
        return code;
      },
    };
  };
  return {
    open,
    async [Symbol.asyncDispose]() {
      await tmux("kill-server");
      await waitUntilGone(pids);
    },
  };
}
