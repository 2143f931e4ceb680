import { describe, expect, it } from "vitest";
import { ProgressHub } from "./progress-hub.ts";

describe("the hub of progress", () => {
  it("hands a state to who waits for it", async () => {
    const hub = new ProgressHub<string, number>();
    const watcher = hub.watch("a");
    const next = watcher.next();
    hub.publish("b", 1);
    hub.publish("a", 2);
    expect(await next).toEqual({ done: false, value: { state: 2, conflatedCount: 0 } });
  });

  it("keeps only the newest of 2,000 states for one who does not read, and says how many went by", async () => {
    const hub = new ProgressHub<string, number>();
    const stalled = hub.watch("a");
    for (let state = 1; state <= 2_000; state++) hub.publish("a", state);
    expect((await stalled.next()).value).toEqual({ state: 2_000, conflatedCount: 1_999 });
    hub.publish("a", 2_001);
    expect((await stalled.next()).value).toEqual({ state: 2_001, conflatedCount: 0 });
  });

  it("gives each watcher its own states, whatever the others read", async () => {
    const hub = new ProgressHub<string, number>();
    const [fast, slow] = [hub.watch("a"), hub.watch("a")];
    hub.publish("a", 1);
    expect((await fast.next()).value.state).toBe(1);
    hub.publish("a", 2);
    expect((await fast.next()).value).toEqual({ state: 2, conflatedCount: 0 });
    expect((await slow.next()).value).toEqual({ state: 2, conflatedCount: 1 });
  });

  it("keeps one state of each of many things, oldest wait first, for one who stopped reading", async () => {
    const hub = new ProgressHub<number, string>();
    const stalled = hub.watchMany((key) => key < 3);
    for (let round = 1; round <= 1_000; round++) {
      for (let key = 0; key < 5; key++) hub.publish(key, `${key} ${round}`);
    }
    const taken = [];
    while (stalled.hasNext) taken.push((await stalled.next()).value);
    expect(taken).toEqual([0, 1, 2].map((key) => ({ state: `${key} 1000`, conflatedCount: 999 })));
  });

  it("knows whether a thing is watched", async () => {
    const hub = new ProgressHub<number, string>();
    expect(hub.isWatched(1)).toBe(false);
    const [one, many] = [hub.watch(1), hub.watchMany((key) => key === 2)];
    expect([1, 2, 3].map((key) => hub.isWatched(key))).toEqual([true, true, false]);
    await Promise.all([one.return(), many.return()]);
    expect([1, 2, 3].map((key) => hub.isWatched(key))).toEqual([false, false, false]);
  });

  it("ends a wait that would never be over when its watcher leaves", async () => {
    const hub = new ProgressHub<string, number>();
    const watcher = hub.watch("a");
    const next = watcher.next();
    await watcher.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    hub.publish("a", 1);
    expect((await watcher.next()).done).toBe(true);
  });

  it("ends everybody when it closes, after what they have not read yet", async () => {
    const hub = new ProgressHub<string, number>();
    const [waiting, behind] = [hub.watch("a"), hub.watch("a")];
    const next = waiting.next();
    hub.publish("a", 1);
    expect((await next).value.state).toBe(1);
    const last = waiting.next();
    hub.close();
    expect((await last).done).toBe(true);
    expect((await behind.next()).value.state).toBe(1);
    expect((await behind.next()).done).toBe(true);
    expect((await hub.watch("a").next()).done).toBe(true);
  });
});
