import { describe, expect, it } from "vitest";
import { SourceUnavailable } from "../domain/source-failures.ts";
import { VirtualClock } from "../virtual-clock.ts";
import type { Wait } from "./wait.ts";
import { backoff, whileUnavailable } from "./while-unavailable.ts";

const away = new SourceUnavailable("Telegram does not answer.");

function parts(random = () => 0.5) {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const waits: (Wait | null)[] = [];
  const onWait = (wait: Wait | null) => void waits.push(wait);
  return { clock, stop, waits, signal: stop.signal, random, onWait };
}

describe("asking while Telegram is unavailable", () => {
  it("waits ever longer, never more than half a minute, and not all callers alike", () => {
    const [longest, shortest] = [() => 0, () => 0.999_999];
    expect([0, 1, 2, 3, 4, 5, 99].map((n) => backoff(n, longest))).toEqual([
      ...[1000, 2000, 4000, 8000, 16_000, 30_000, 30_000],
    ]);
    expect(backoff(1, shortest)).toBe(1000);
  });

  it("asks again until it is answered, and says meanwhile why and until when it waits", async () => {
    const { clock, waits, ...rest } = parts();
    let turns = 0;
    const asked = whileUnavailable(
      async () => {
        if (++turns < 4) throw away;
        return turns;
      },
      { clock, ...rest },
    );
    const start = clock.now();
    expect(await clock.run(asked)).toBe(4);
    expect(clock.now() - start).toBe(750 + 1500 + 3000);
    const told = waits.map((wait) => wait && wait.until - wait.startedAt);
    expect(told).toEqual([750, null, 1500, null, 3000, null]);
    expect(waits[0]).toMatchObject({ kind: "unavailable", reason: away.message });
  });

  it("passes any other failure on at once", async () => {
    const { clock, ...rest } = parts();
    const failure = new Error("a defect");
    const asked = whileUnavailable(() => Promise.reject(failure), { clock, ...rest });
    await expect(clock.run(asked)).rejects.toBe(failure);
  });

  it("stops waiting when it is aborted, and asks no more", async () => {
    const { clock, stop, waits, ...rest } = parts();
    let turns = 0;
    const asked = whileUnavailable(
      () => {
        turns++;
        return Promise.reject(away);
      },
      { clock, ...rest },
    );
    const begun = clock.now();
    void clock.sleep(5000).then(() => stop.abort(new Error("enough")));
    await expect(clock.run(asked)).rejects.toThrow("enough");
    expect(clock.now() - begun).toBe(5000);
    const asks = turns;
    await clock.pass(600_000);
    expect(turns).toBe(asks);
    expect(waits.at(-1)).toBeNull();
  });

  it("gives the signal's reason for whatever fails because of it", async () => {
    const { clock, stop, ...rest } = parts();
    const asked = whileUnavailable(
      async () => {
        stop.abort(new Error("enough"));
        throw new Error("the connection was cut");
      },
      { clock, ...rest },
    );
    await expect(clock.run(asked)).rejects.toThrow("enough");
  });
});
