import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "../src/client/client.ts";
import { runDashboard } from "../src/terminal/run-dashboard.ts";
import { createTerminal, type FakeTerminal } from "./terminal.ts";

/** A dashboard on a fake terminal, closed when it leaves its scope. */
export interface OpenDashboard extends AsyncDisposable {
  readonly terminal: FakeTerminal;
  /** The exit code, or the failure. */
  readonly ended: Promise<number>;
  /** As a signal from outside would. */
  interrupt(): void;
}

export function openDashboard(
  client: Client,
  options: {
    columns?: number;
    rows?: number;
    hasColour?: boolean;
    isAscii?: boolean;
    dataDirectory?: string;
  } = {},
): OpenDashboard {
  const terminal = createTerminal(options.columns, options.rows);
  const controller = new AbortController();
  const ended = runDashboard({
    client,
    streams: terminal.streams,
    signal: controller.signal,
    dataDirectory: options.dataDirectory ?? join(tmpdir(), "telekeep-test"),
    workingDirectory: "/somewhere",
    hasColour: options.hasColour ?? false,
    isAscii: options.isAscii ?? false,
  });
  ended.catch(() => {});
  return {
    terminal,
    ended,
    interrupt: () => controller.abort(),
    async [Symbol.asyncDispose]() {
      controller.abort();
      await ended.catch(() => {});
      terminal[Symbol.dispose]();
    },
  };
}
