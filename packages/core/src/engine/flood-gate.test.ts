import { describe, expect, it } from "vitest";
import type { SourceCall } from "../domain/source-failures.ts";
import { FloodWait, PauseTooLong } from "../domain/source-failures.ts";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { floodedOnce, setUpGate } from "./flooding-server.ts";
import { CAREFUL_PACES } from "./pace.ts";
import type { Wait } from "./wait.ts";

const ANNA = 7;
const BORIS = 8;
const { signal } = new AbortController();

/** A small random sequence of its own: 32 bits, xorshift. */
function drawer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

describe("the flood gate", () => {
  it("is never early in 10,000 pauses, also across restarts and other processes", async () => {
    const { clock, server, newGate } = setUpGate(new VirtualClock(), { longestWait: 5000 });
    const draw = drawer(1);
    const calls: SourceCall[] = ["history", "messages", "look"];
    let gates = [newGate(), newGate()];
    let [pauses, restarts, kills] = [0, 0, 0];
    const work = async () => {
      while (pauses < 10_000) {
        const [accountId, call] = [draw(2) === 0 ? ANNA : BORIS, calls[draw(3)]!];
        const ask = () => {
          const seconds = draw(2) === 0 ? 1 + draw(9) : 0;
          if (seconds > 0) pauses++;
          return server.ask(accountId, call, seconds);
        };
        const death = new AbortController();
        const onWait = (wait: Wait | null) => {
          if (wait === null || draw(4) > 0) return;
          kills++;
          death.abort("killed in the middle of the pause");
        };
        // The same account's requests take turns through one gate or the other.
        const gate = gates[draw(2)]!;
        const options = { signal: death.signal, onWait };
        await gate.run(accountId, call, ask, options).catch(async (error: unknown) => {
          if (!(error instanceof PauseTooLong) && !death.signal.aborted) throw error;
          if (draw(2) === 0) await clock.sleep(draw(9000));
        });
        if (!death.signal.aborted && draw(10) > 0) continue;
        gates = [newGate(), newGate()];
        restarts++;
      }
    };
    await clock.run(work());
    expect(server.early).toEqual([]);
    expect(kills).toBeGreaterThan(1000);
    expect(restarts).toBeGreaterThan(2000);
    expect(server.late.length).toBeGreaterThan(9000);
  });

  it("asks again right after the pause, and tells of it before anything else happens", async () => {
    const { clock, floods, told, gate, server } = setUpGate(new VirtualClock());
    const waits: (Wait | null)[] = [];
    const start = clock.now();
    const asked = gate.run(ANNA, "history", floodedOnce(server, ANNA, "history", 30), {
      signal,
      onWait: (wait) => waits.push(wait),
    });
    await clock.run(asked);
    expect(server.early).toEqual([]);
    expect(Math.max(...server.late)).toBeLessThanOrEqual(1000);
    const [deadline] = await floods.read(ANNA);
    const until = start + 80 + 30_300;
    expect(deadline).toEqual({
      ...{ accountId: ANNA, call: "history", seconds: 30, startedAt: start + 80, until },
    });
    expect(told).toEqual([deadline]);
    expect(waits).toEqual([
      {
        ...{ kind: "flood", reason: "Telegram asked this account for a pause of 30 s." },
        ...{ startedAt: start + 80, until },
      },
      null,
    ]);
  });

  it("ends a long pause with the time when to go on, at once and after a restart", async () => {
    const { clock, newGate, server } = setUpGate(new VirtualClock());
    const start = clock.now();
    const asked = newGate().run(ANNA, "history", floodedOnce(server, ANNA, "history", 7200), {
      signal,
    });
    const failure = await clock.run(asked.catch((error: unknown) => error));
    expect(failure).toBeInstanceOf(PauseTooLong);
    const until = start + 80 + 7_200_300;
    expect(failure).toMatchObject({ until, accountId: ANNA, code: "PAUSE_TOO_LONG" });
    expect((failure as Error).message).toContain(new Date(until).toISOString());
    expect(clock.now() - start).toBeLessThan(1000);
    const again = newGate();
    const ask = () => server.ask(ANNA, "history");
    await expect(clock.run(again.run(ANNA, "history", ask, { signal }))).rejects.toThrow(
      PauseTooLong,
    );
    await clock.pass(until - clock.now());
    await clock.run(again.run(ANNA, "history", ask, { signal }));
    expect(server.early).toEqual([]);
  });

  it("does not wait at all for whoever asks it not to", async () => {
    const { clock, gate, server } = setUpGate(new VirtualClock());
    const ask = floodedOnce(server, ANNA, "sign_in", 20);
    const asked = gate.run(ANNA, "sign_in", ask, { signal, longestWait: 0 });
    await expect(clock.run(asked)).rejects.toThrow(PauseTooLong);
  });

  it("lets a pause be left at any time, and then asks no more", async () => {
    const { clock, gate, server } = setUpGate(new VirtualClock());
    const stop = new AbortController();
    const waits: (Wait | null)[] = [];
    let asked = 0;
    const ask = () => {
      asked++;
      return server.ask(ANNA, "history", asked === 1 ? 600 : 0);
    };
    const options = { signal: stop.signal, onWait: (wait: Wait | null) => waits.push(wait) };
    const running = gate.run(ANNA, "history", ask, options);
    void clock.sleep(5000).then(() => stop.abort(new Error("enough")));
    await expect(clock.run(running)).rejects.toThrow("enough");
    expect(waits.at(-1)).toBeNull();
    // The next one is not held up by the one that left.
    await clock.run(gate.run(ANNA, "look", () => server.ask(ANNA, "look"), { signal }));
    await clock.pass(700_000);
    expect(asked).toBe(1);
    const late = gate.run(ANNA, "history", ask, { signal: stop.signal });
    await expect(clock.run(late)).rejects.toThrow("enough");
    expect(asked).toBe(1);
  });

  it("obeys a pause that could not be recorded, and records it as soon as it can", async () => {
    const { clock, floods, newGate, server } = setUpGate(new VirtualClock());
    let isAway = true;
    const gate = newGate({
      floods: {
        read: (accountId) => floods.read(accountId),
        extend: async (deadline) => {
          if (isAway) throw new DatabaseUnavailable("test");
          return await floods.extend(deadline);
        },
      },
    });
    const ask = floodedOnce(server, ANNA, "history", 60);
    const asked = gate.run(ANNA, "history", ask, { signal });
    await expect(clock.run(asked)).rejects.toThrow(DatabaseUnavailable);
    isAway = false;
    await clock.run(gate.run(ANNA, "history", ask, { signal }));
    expect(server.early).toEqual([]);
    expect(await floods.read(ANNA)).toMatchObject([{ seconds: 60 }]);
  });

  it("holds both the call that was made and the one that the pause is said to be for", async () => {
    const { clock, floods, gate, server } = setUpGate(new VirtualClock());
    let turn = 0;
    const ask = () => server.ask(ANNA, "resolve", turn++ === 0 ? 9 : 0);
    await clock.run(gate.run(ANNA, "history", ask, { signal }));
    expect(server.early).toEqual([]);
    expect((await floods.read(ANNA)).map(({ call }) => call).sort()).toEqual([
      "history",
      "resolve",
    ]);
  });

  it("survives a pause of a senseless length", async () => {
    const { clock, gate } = setUpGate(new VirtualClock());
    let turn = 0;
    const ask = async () => {
      if (turn++ === 0) throw new FloodWait("look", Number.NaN);
    };
    const begun = clock.now();
    await clock.run(gate.run(ANNA, "look", ask, { signal }));
    expect(clock.now() - begun).toBe(60_300);
    const endless = async () => {
      throw new FloodWait("look", Number.POSITIVE_INFINITY);
    };
    await expect(clock.run(gate.run(ANNA, "look", endless, { signal }))).rejects.toThrow(
      PauseTooLong,
    );
  });

  it("makes flood waits rare by learning what the server bears", async () => {
    const { clock, newGate } = setUpGate(new VirtualClock());
    const gate = newGate({ paces: { ...CAREFUL_PACES } });
    let [level, at, refused] = [0, clock.now(), 0];
    /** Bears a burst of 30, and one request every 1.6 s. */
    const ask = async () => {
      level = Math.max(0, level - (clock.now() - at) / 1600);
      at = clock.now();
      if (++level <= 30) return;
      level--;
      refused++;
      throw new FloodWait("history", 20);
    };
    const work = async () => {
      for (let page = 0; page < 8000; page++) await gate.run(ANNA, "history", ask, { signal });
    };
    await clock.run(work());
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(12);
  });
});
