import { backoff } from "../client/backoff.ts";
import { type ClientFailure, toClientFailure } from "../client/failures.ts";
import { safeText } from "../format/safe-text.ts";
import { activeJobs, type Connection } from "../state/app-state.ts";
import type { EffectContext } from "./session.ts";
import { sleep } from "./sleep.ts";

/** Between two looks at what other clients have started, while nothing tells us by itself. */
const HEARTBEAT_MS = 5_000;
/** The same while jobs are looked at, or run. */
const JOBS_HEARTBEAT_MS = 2_500;

export interface KeepConnected {
  /** Ends the wait for the next attempt. */
  retryNow(): void;
}

/**
 * Holds the connection for the life of the dashboard: connects, loads a snapshot, beats, and when
 * the connection breaks says so and tries again with growing waits.
 * @param load loads everything that is shown; called on every connect and every beat
 */
export function keepConnected(
  context: EffectContext,
  load: (why: "connected" | "beat") => Promise<void>,
): KeepConnected {
  let wake = new AbortController();
  void (async () => {
    for (let attempt = 0; !context.signal.aborted; ) {
      try {
        const socket = await context.client.connect();
        await load("connected");
        attempt = 0;
        change(context, { state: "live", reason: null, retryAt: null, attempt: 0 });
        const closed = await beatUntil(context, socket.closed, () => load("beat"));
        if (closed) throw closed;
      } catch (error) {
        if (context.signal.aborted) return;
        const wait = backoff(attempt, context.random());
        attempt += 1;
        change(context, {
          state: "offline",
          reason: safeText(toClientFailure(error).message),
          retryAt: context.now() + wait,
          attempt,
        });
        wake = new AbortController();
        await sleep(wait, AbortSignal.any([context.signal, wake.signal]));
        change(context, { retryAt: null });
      }
    }
  })();
  return { retryNow: () => wake.abort() };
}

async function beatUntil(
  context: EffectContext,
  closed: Promise<ClientFailure | undefined>,
  beat: () => Promise<void>,
): Promise<ClientFailure | undefined> {
  const over = new AbortController();
  const ended = closed.then((failure) => {
    over.abort();
    return failure;
  });
  const signal = AbortSignal.any([context.signal, over.signal]);
  while (!signal.aborted) {
    const state = context.store.get();
    const isBusy = state.screen === "jobs" || activeJobs(state).length > 0;
    await sleep(isBusy ? JOBS_HEARTBEAT_MS : HEARTBEAT_MS, signal);
    if (!signal.aborted) await beat();
  }
  return context.signal.aborted ? undefined : await ended;
}

function change(context: EffectContext, changes: Partial<Connection>): void {
  context.store.set((state) => {
    const { connection } = state;
    const isNewState = changes.state !== undefined && changes.state !== connection.state;
    const since = isNewState ? context.now() : connection.since;
    return { ...state, connection: { ...connection, ...changes, since } };
  });
}
