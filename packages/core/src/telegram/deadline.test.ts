import { describe, expect, it } from "vitest";
import type { Clock } from "../ports/clock.ts";
import { within } from "./deadline.ts";

/** A clock whose sleepers are woken by hand. */
function handClock(): Clock & { wake: () => void; readonly sleepers: number } {
  const sleepers = new Set<() => void>();
  return {
    now: () => 0,
    sleep: (_, signal) =>
      new Promise((resolve, reject) => {
        sleepers.add(resolve);
        signal?.addEventListener("abort", () => {
          sleepers.delete(resolve);
          reject(signal.reason);
        });
      }),
    wake: () => {
      for (const resolve of sleepers) resolve();
      sleepers.clear();
    },
    get sleepers() {
      return sleepers.size;
    },
  };
}

const late = () => new Error("late");
const never = () => new Promise<never>(() => {});

describe("work with a deadline", () => {
  it("that is done in time leaves no timer", async () => {
    const clock = handClock();
    const { signal } = new AbortController();
    expect(await within(async () => 5, { clock, milliseconds: 1, signal, late })).toBe(5);
    expect(clock.sleepers).toBe(0);
  });

  it("that is not done fails with what the caller says, and is told", async () => {
    const clock = handClock();
    const { signal } = new AbortController();
    let told: AbortSignal | null = null;
    const work = within(
      (ended) => {
        told = ended;
        return never();
      },
      { clock, milliseconds: 1, signal, late },
    );
    clock.wake();
    await expect(work).rejects.toThrow("late");
    expect(told!.reason).toMatchObject({ message: "late" });
  });

  it("ends with its signal's reason, also before it has begun", async () => {
    const clock = handClock();
    const stop = new AbortController();
    const limits = { clock, milliseconds: 1, signal: stop.signal, late };
    const work = within(never, limits);
    stop.abort(new Error("enough"));
    await expect(work).rejects.toThrow("enough");
    expect(clock.sleepers).toBe(0);
    await expect(within(async () => 5, limits)).rejects.toThrow("enough");
  });

  it("that fails afterwards harms nobody", async () => {
    const clock = handClock();
    const { signal } = new AbortController();
    const failing = Promise.withResolvers<never>();
    const work = within(() => failing.promise, { clock, milliseconds: 1, signal, late });
    clock.wake();
    await expect(work).rejects.toThrow("late");
    failing.reject(new Error("afterwards"));
    await expect(failing.promise).rejects.toThrow("afterwards");
  });
});
