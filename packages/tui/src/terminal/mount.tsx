import { render, useApp } from "ink";
import { useEffect } from "react";
import { App } from "../app.tsx";
import type { Streams } from "../cli/command-context.ts";
import type { Session } from "../effects/session.ts";

/** Frames a second at most; data changes ten times a second at most, keys draw at once. */
const MOST_FRAMES = 15;

/** Cursor to the first cell, everything from there erased. */
const HOME_AND_ERASE = "\u001b[H\u001b[J";

/** The mounted dashboard. */
export interface Mounted {
  /** Settles when it has ended and the terminal is back; rejects when it crashed. */
  readonly ended: Promise<void>;
  redraw(): void;
  suspend(): void;
  quit(): void;
  /** Ends it because of an error; settles when the terminal is back. */
  fail(error: unknown): Promise<void>;
}

/** Draws the dashboard on the alternate screen. The only place that starts Ink. */
export function mount(session: Session, streams: Streams): Mounted {
  let app: ReturnType<typeof useApp> | null = null;
  const Root = () => {
    const current = useApp();
    useEffect(() => {
      app = current;
    }, [current]);
    return <App session={session} />;
  };
  const instance = render(<Root />, {
    stdout: streams.stdout,
    stdin: streams.stdin,
    stderr: streams.stderr,
    exitOnCtrlC: false,
    // Nothing here prints; and what a library prints has not passed the sanitiser.
    patchConsole: false,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    maxFps: MOST_FRAMES,
  });
  const ended = instance.waitUntilExit().then(() => {});
  // Whoever awaits it hears of a crash; until then it must not count as unhandled.
  ended.catch(() => {});
  const redraw = () => {
    // Ink moves relative to where it left the cursor; another program may have moved it.
    streams.stdout.write(HOME_AND_ERASE);
    instance.clear();
    session.store.set((state) => ({ ...state }));
    instance.rerender(<Root />);
  };
  return {
    ended,
    redraw,
    suspend() {
      if (process.platform === "win32" || app === null) return;
      void app.suspendTerminal(async () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        process.once("SIGCONT", () => resolve());
        process.kill(0, "SIGTSTP");
        await promise;
      });
    },
    quit: () => (app ? app.exit() : instance.unmount()),
    async fail(error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      if (app) app.exit(cause);
      else instance.unmount(cause);
      await ended.catch(() => {});
    },
  };
}
