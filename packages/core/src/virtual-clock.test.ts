import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "./virtual-clock.ts";

describe("the virtual clock", () => {
  it("rings in the order of time, and of asking at the same time", async () => {
    const clock = new VirtualClock(1000);
    const rung: string[] = [];
    const ring = async (name: string, ms: number) => {
      await clock.sleep(ms);
      rung.push(`${name} ${clock.now()}`);
    };
    const all = [ring("c", 30), ring("a", 10), ring("d", 30), ring("b", 20), ring("now", 0)];
    await clock.run(Promise.all(all));
    expect(rung).toEqual(["now 1000", "a 1010", "b 1020", "c 1030", "d 1030"]);
  });

  it("orders thousands of alarms", async () => {
    const clock = new VirtualClock(0);
    const times = Array.from({ length: 5000 }, (_, n) => (n * 7919) % 4999);
    const rung: number[] = [];
    const sleep = async (ms: number) => {
      await clock.sleep(ms);
      rung.push(ms);
    };
    await clock.run(Promise.all(times.map(sleep)));
    expect(rung).toEqual(times.toSorted((a, b) => a - b));
  });

  it("wakes a sleeper as soon as its signal aborts, with the signal's reason", async () => {
    const clock = new VirtualClock(0);
    const stop = new AbortController();
    const asleep = clock.sleep(1000, stop.signal);
    void clock.sleep(10).then(() => stop.abort(new Error("enough")));
    await expect(clock.run(asleep)).rejects.toThrow("enough");
    expect(clock.now()).toBe(10);
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow("enough");
  });

  it("stands still while something real is under way", async () => {
    const clock = new VirtualClock(0);
    const work = clock.during(async () => {
      for (let count = 0; count < 5; count++) await turn();
      return clock.now();
    });
    const both = Promise.all([work, clock.sleep(50)]);
    expect(await clock.run(both)).toEqual([0, undefined]);
  });

  it("says when nothing can happen any more", async () => {
    const forever = new Promise(() => {});
    await expect(new VirtualClock().run(forever)).rejects.toThrow("Nothing is left");
  });
});
