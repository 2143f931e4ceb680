import { absolutePath } from "../cli/absolute-paths.ts";
import type { Streams } from "../cli/command-context.ts";
import type { Client } from "../client/client.ts";
import { ClientFailure, ExitCode, Interrupted } from "../client/failures.ts";
import { switchColourOff } from "../config/environment.ts";
import { createSession } from "../effects/create-session.ts";
import type { EffectContext } from "../effects/session.ts";
import { safeText } from "../format/safe-text.ts";
import { type AppState, initialState } from "../state/app-state.ts";
import { createStore } from "../state/store.ts";
import { writeCrashReport } from "./crash-report.ts";
import type { Mounted } from "./mount.tsx";
import { tickClock } from "./tick-clock.ts";

export interface DashboardOptions {
  readonly client: Client;
  readonly streams: Streams;
  /** Aborted to close the dashboard from outside. */
  readonly signal: AbortSignal;
  /** Where a crash report would go. */
  readonly dataDirectory: string;
  /** Where relative paths that are typed start. */
  readonly workingDirectory: string;
  readonly hasColour: boolean;
  readonly isAscii: boolean;
}

/**
 * Shows the dashboard until it is left, and gives the terminal back as it was, whatever happens.
 * @throws Interrupted when closed by a signal, ClientFailure with the path of a report on a crash
 */
export async function runDashboard(options: DashboardOptions): Promise<ExitCode> {
  const { client, streams, hasColour, isAscii } = options;
  if (!hasColour) switchColourOff();
  const { mount } = await import("./mount.tsx");
  const over = new AbortController();
  const context: EffectContext = {
    client,
    store: createStore<AppState>(
      initialState({
        size: { columns: streams.stdout.columns || 80, rows: streams.stdout.rows || 24 },
        look: { hasColour, isAscii },
        now: Date.now(),
        url: safeText(client.server.url),
      }),
    ),
    signal: over.signal,
    now: Date.now,
    random: Math.random,
  };
  const crashed = Promise.withResolvers<never>();
  const crash = (error: unknown) => crashed.reject(error);
  const session = createSession(context, {
    redraw: () => app?.redraw(),
    suspend: () => app?.suspend(),
    quit: () => app?.quit(),
    absolutePath: (typed) => absolutePath(typed, options.workingDirectory),
  });
  const close = () => app?.quit();
  let app: Mounted | null = null;
  let stopClock = () => {};
  try {
    app = mount(session, streams);
    stopClock = tickClock(context);
    process.on("uncaughtException", crash);
    process.on("unhandledRejection", crash);
    options.signal.addEventListener("abort", close, { once: true });
    if (options.signal.aborted) close();
    await Promise.race([app.ended, crashed.promise]);
  } catch (error) {
    await app?.fail(error);
    const report = await writeCrashReport(options.dataDirectory, error, client.server.token);
    throw new ClientFailure(
      "DASHBOARD_CRASHED",
      ExitCode.failed,
      `The dashboard has crashed; please report it with the file ${report}. Nothing is lost: jobs run on the server.`,
      { cause: error },
    );
  } finally {
    over.abort();
    stopClock();
    process.off("uncaughtException", crash);
    process.off("unhandledRejection", crash);
    options.signal.removeEventListener("abort", close);
  }
  if (options.signal.aborted) throw new Interrupted();
  return ExitCode.ok;
}
