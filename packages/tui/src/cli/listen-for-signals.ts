import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Signal = (typeof SIGNALS)[number];

/**
 * Ctrl-C reaches every process of a terminal's group, and whatever started us may pass it on as
 * well: what comes again within this time is the same signal, not a person's impatience.
 */
const ECHO_MS = 1_000;

interface Around {
  /** What the signals come from. */
  readonly source: Pick<NodeJS.EventEmitter, "on" | "off">;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  readonly exit: (code: number) => void;
}

/**
 * The first signal aborts; another one ends the process at once. The listeners stay until the
 * command is done: Ink's own would otherwise end the process before anything is tidied up.
 */
export function listenForSignals({ source, now, exit }: Around): Disposable & {
  readonly signal: AbortSignal;
} {
  const controller = new AbortController();
  let first: { name: Signal; at: number } | null = null;
  const abort = (name: Signal) => {
    if (first === null) {
      first = { name, at: now() };
      controller.abort(new DOMException(`Interrupted by ${name}.`, "AbortError"));
      return;
    }
    const isEcho = name === first.name && now() - first.at < ECHO_MS;
    if (!isEcho) exit(128 + constants.signals[name]);
  };
  for (const name of SIGNALS) source.on(name, abort);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of SIGNALS) source.off(name, abort);
    },
  };
}
