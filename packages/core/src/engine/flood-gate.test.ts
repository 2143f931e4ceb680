import { describe, expect, it } from "vitest";
import type { SourceCall } from "../domain/source-failures.ts";
import { FloodWait, PauseTooLong } from "../domain/source-failures.ts";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import type { FloodDeadline } from "../ports/flood-store.ts";
import { VirtualClock } from "../virtual-clock.ts";
import type { GateParts } from "./flood-gate.ts";
import { FloodGate } from "./flood-gate.ts";
import { MemoryFloods } from "./memory-floods.ts";
import { CAREFUL_PACES } from "./pace.ts";
import type { Wait } from "./wait.ts";

const ANNA = 7;
const BORIS = 8;
const { signal } = new AbortController();

/** Telegram as far as waiting goes: it remembers what it demanded, and who came too early. */
class Server {
  readonly clock: VirtualClock;
  readonly early: string[] = [];
  /** Milliseconds between the end of a pause and the request after it. */
  readonly late: number[] = [];
  readonly served: string[] = [];
  mostAtOnce = 0;
  #underWay = 0;
  readonly #deadlines = new Map<string, number>();

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  /** Answers a request after some time, with a pause of so many seconds if there is one to be. */
  async ask(accountId: number, call: SourceCall, seconds = 0, name = ""): Promise<string> {
    const key = `${accountId} ${call}`;
    const now = this.clock.now();
    const deadline = this.#deadlines.get(key);
    if (deadline !== undefined && now < deadline) this.early.push(`${key} by ${deadline - now}`);
    if (deadline !== undefined) this.late.push(now - deadline);
    this.#deadlines.delete(key);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay);
    try {
      await this.clock.sleep(80);
      if (seconds > 0) {
        this.#deadlines.set(key, this.clock.now() + seconds * 1000);
        throw new FloodWait(call, seconds);
      }
      this.served.push(name || key);
      return name;
    } finally {
      this.#underWay--;
    }
  }
}

function setUp(change: Partial<GateParts> = {}) {
  const clock = new VirtualClock();
  const floods = new MemoryFloods();
  const told: FloodDeadline[] = [];
  const newGate = (more: Partial<GateParts> = {}) =>
    new FloodGate({ floods, clock, onFlood: (one) => told.push(one), ...change, ...more });
  return { clock, floods, told, newGate, gate: newGate(), server: new Server(clock) };
}

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

/** A request that is told to pause the first time. */
function flooded(server: Server, call: SourceCall, seconds: number): () => Promise<string> {
  let turn = 0;
  return () => server.ask(ANNA, call, turn++ === 0 ? seconds : 0);
}

describe("the flood gate", () => {
  it("is never early in 10,000 pauses, also across restarts and other processes", async () => {
    const { clock, server, newGate } = setUp({ longestWait: 5000 });
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
    const { clock, floods, told, gate, server } = setUp();
    const waits: (Wait | null)[] = [];
    const start = clock.now();
    const asked = gate.run(ANNA, "history", flooded(server, "history", 30), {
      signal,
      onWait: (wait) => waits.push(wait),
    });
    await clock.run(asked);
    expect(server.early).toEqual([]);
    expect(Math.max(...server.late)).toBeLessThanOrEqual(1000);
    const [deadline] = await floods.read(ANNA);
    const until = start + 80 + 31_000;
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

  it("holds up no other kind of request and no other account meanwhile", async () => {
    const { clock, gate, server } = setUp();
    const start = clock.now();
    const ended: string[] = [];
    const run = async (accountId: number, call: SourceCall, ask: () => Promise<string>) => {
      await gate.run(accountId, call, ask, { signal });
      ended.push(`${accountId} ${call} after ${Math.floor((clock.now() - start) / 1000)} s`);
    };
    const all = [
      run(ANNA, "history", flooded(server, "history", 600)),
      run(ANNA, "look", () => server.ask(ANNA, "look")),
      run(BORIS, "history", () => server.ask(BORIS, "history")),
    ];
    await clock.run(Promise.all(all));
    expect(ended).toEqual(["8 history after 0 s", "7 look after 0 s", "7 history after 601 s"]);
  });

  it("makes the requests of an account one at a time, and each channel's in turn", async () => {
    const { clock, gate, server } = setUp();
    const channel = async (name: string) => {
      for (let page = 0; page < 30; page++) {
        await gate.run(ANNA, "history", () => server.ask(ANNA, "history", 0, name), { signal });
      }
    };
    await clock.run(Promise.all([channel("a"), channel("b"), channel("c")]));
    expect(server.mostAtOnce).toBe(1);
    expect(server.served.join("")).toBe("abc".repeat(30));
  });

  it("keeps its distance between two requests of a kind", async () => {
    const { clock, gate, server } = setUp();
    const starts: number[] = [];
    const ask = async () => {
      starts.push(clock.now());
      return await server.ask(ANNA, "history");
    };
    const all = Array.from({ length: 5 }, () => gate.run(ANNA, "history", ask, { signal }));
    await clock.run(Promise.all(all));
    expect(starts.map((at) => at - starts[0]!)).toEqual([0, 1000, 2000, 3000, 4000]);
  });

  it("begins carefully after a pause that an earlier process was told of", async () => {
    const { clock, newGate, server } = setUp();
    await clock.run(newGate().run(ANNA, "history", flooded(server, "history", 5), { signal }));
    const gate = newGate();
    const begun = clock.now();
    for (let turn = 0; turn < 3; turn++) {
      await clock.run(gate.run(ANNA, "history", () => server.ask(ANNA, "history"), { signal }));
    }
    expect(clock.now() - begun).toBe(4080);
  });

  it("ends a long pause with the time when to go on, at once and after a restart", async () => {
    const { clock, newGate, server } = setUp();
    const start = clock.now();
    const asked = newGate().run(ANNA, "history", flooded(server, "history", 7200), { signal });
    const failure = await clock.run(asked.catch((error: unknown) => error));
    expect(failure).toBeInstanceOf(PauseTooLong);
    const until = start + 80 + 7_201_000;
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
    const { clock, gate, server } = setUp();
    const ask = flooded(server, "sign_in", 20);
    const asked = gate.run(ANNA, "sign_in", ask, { signal, longestWait: 0 });
    await expect(clock.run(asked)).rejects.toThrow(PauseTooLong);
  });

  it("lets a pause be left at any time, and then asks no more", async () => {
    const { clock, gate, server } = setUp();
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

  it("lets nothing leave while it cannot know the pauses of others", async () => {
    const { clock, floods, newGate, server } = setUp();
    const away = new DatabaseUnavailable("test");
    let isAway = true;
    const gate = newGate({
      floods: {
        read: async (accountId) => {
          if (isAway) throw away;
          return await floods.read(accountId);
        },
        extend: (deadline) => floods.extend(deadline),
      },
    });
    const ask = () => server.ask(ANNA, "history");
    const both = [1, 2].map(() => gate.run(ANNA, "history", ask, { signal }).catch((e) => e));
    expect(await clock.run(Promise.all(both))).toEqual([away, away]);
    expect(server.served).toEqual([]);
    isAway = false;
    await clock.run(gate.run(ANNA, "history", ask, { signal }));
    expect(server.served).toHaveLength(1);
  });

  it("obeys a pause that could not be recorded, and records it as soon as it can", async () => {
    const { clock, floods, newGate, server } = setUp();
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
    const ask = flooded(server, "history", 60);
    const asked = gate.run(ANNA, "history", ask, { signal });
    await expect(clock.run(asked)).rejects.toThrow(DatabaseUnavailable);
    isAway = false;
    await clock.run(gate.run(ANNA, "history", ask, { signal }));
    expect(server.early).toEqual([]);
    expect(await floods.read(ANNA)).toMatchObject([{ seconds: 60 }]);
  });

  it("holds both the call that was made and the one that the pause is said to be for", async () => {
    const { clock, floods, gate, server } = setUp();
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
    const { clock, gate } = setUp();
    let turn = 0;
    const ask = async () => {
      if (turn++ === 0) throw new FloodWait("look", Number.NaN);
    };
    const begun = clock.now();
    await clock.run(gate.run(ANNA, "look", ask, { signal }));
    expect(clock.now() - begun).toBe(61_000);
    const endless = async () => {
      throw new FloodWait("look", Number.POSITIVE_INFINITY);
    };
    await expect(clock.run(gate.run(ANNA, "look", endless, { signal }))).rejects.toThrow(
      PauseTooLong,
    );
  });

  it("passes any other failure on, and serves the next one", async () => {
    const { clock, gate, server } = setUp();
    const failure = new Error("a defect");
    const failing = gate.run(ANNA, "history", () => Promise.reject(failure), { signal });
    await expect(clock.run(failing)).rejects.toBe(failure);
    await clock.run(gate.run(ANNA, "history", () => server.ask(ANNA, "history"), { signal }));
    expect(server.served).toHaveLength(1);
  });

  it("keeps to a daily budget and says until when", async () => {
    const { clock, newGate, server } = setUp();
    const gate = newGate({ requestsPerDay: 5, longestWait: 90_000_000 });
    const waits: (Wait | null)[] = [];
    const begun = clock.now();
    const work = async () => {
      for (let turn = 0; turn < 11; turn++) {
        const ask = () => server.ask(ANNA, "history");
        await gate.run(ANNA, "history", ask, { signal, onWait: (wait) => waits.push(wait) });
      }
    };
    await clock.run(work());
    expect(clock.now() - begun).toBe(2 * 86_400_000 + 80);
    expect(waits.filter((wait) => wait !== null)).toMatchObject([
      { kind: "budget", until: begun + 86_400_000 },
      { kind: "budget", until: begun + 2 * 86_400_000 },
    ]);
    const impatient = newGate({ requestsPerDay: 1 });
    await clock.run(impatient.pass(ANNA, "look", { signal }));
    const refused = impatient.pass(ANNA, "look", { signal });
    await expect(clock.run(refused)).rejects.toThrow("all its requests of the day");
  });

  it("makes flood waits rare by learning what the server bears", async () => {
    const { clock, newGate } = setUp();
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
