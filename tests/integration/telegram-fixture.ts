import type { SessionSecret } from "../../packages/core/src/ports/account-store.ts";
import type { Clock } from "../../packages/core/src/ports/clock.ts";
import type { Log } from "../../packages/core/src/ports/log.ts";
import type { MessageSource } from "../../packages/core/src/ports/message-source.ts";
import { systemClock } from "../../packages/core/src/system-clock.ts";
import type { Telegram, TelegramOptions } from "../../packages/core/src/telegram/telegram.ts";
import { openTelegram } from "../../packages/core/src/telegram/telegram.ts";
import type { Simulator } from "../simulator/simulator.ts";

export const unaborted: AbortSignal = new AbortController().signal;

/** What was logged, one object a line. */
export interface KeptLog extends Log {
  readonly lines: readonly { readonly level: string; readonly message: string }[];
}

export function keepLog(): KeptLog {
  const lines: { level: string; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ ...fields, level, message });
  };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

/** The machine's clock, but for sleeps of one length, which end by hand. */
export interface HandClock extends Clock {
  readonly handMs: number;
  /** Ends such a sleep, or the next one that begins. */
  expire(): void;
}

export function handClock(): HandClock {
  const handMs = 123_456;
  const sleepers = new Set<() => void>();
  let isDue = false;
  return {
    handMs,
    now: systemClock.now,
    async sleep(milliseconds, signal) {
      if (milliseconds !== handMs) return await systemClock.sleep(milliseconds, signal);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const stop = () => reject(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      sleepers.add(resolve);
      if (isDue) resolve();
      isDue = false;
      try {
        await promise;
      } finally {
        sleepers.delete(resolve);
        signal?.removeEventListener("abort", stop);
      }
    },
    expire() {
      isDue = sleepers.size === 0;
      for (const resolve of sleepers) resolve();
    },
  };
}

/** The adapter, pointed at a simulator, with patience for tests. */
export function telegramAt(
  simulator: Pick<Simulator, "servers">,
  options: Partial<TelegramOptions> = {},
): Telegram {
  return openTelegram({
    credentials: { apiId: 12_345, apiHash: "0123456789abcdef0123456789abcdef" },
    servers: simulator.servers,
    proxy: null,
    log: keepLog(),
    clock: systemClock,
    ...options,
    timing: { reconnectMs: [10, 20, 50], ...options.timing },
  });
}

/** Signs an account of the simulator in, by its key. */
export async function signIn(
  simulator: Simulator,
  key = "anna",
  telegram = telegramAt(simulator),
): Promise<{ readonly accountId: number; readonly session: SessionSecret }> {
  const { phone, code, password } = simulator.world.account(key).spec;
  await using flow = await telegram.signInByPhone(`+${phone}`, unaborted);
  let step = await flow.submitCode(code, unaborted);
  if (step.needs === "password") step = await flow.submitPassword(password ?? "", unaborted);
  return { accountId: step.account.id, session: step.session };
}

/** A source of an account that has signed in. */
export async function connect(
  simulator: Simulator,
  options: Partial<TelegramOptions> = {},
  key = "anna",
): Promise<MessageSource> {
  const { accountId, session } = await signIn(simulator, key);
  return await telegramAt(simulator, options).connect(accountId, session, unaborted);
}
