import { describe, expect, it } from "vitest";
import type { SourceCall } from "../domain/source-failures.ts";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { floodedOnce, setUpGate } from "./flooding-server.ts";
import { CAREFUL_PACES } from "./pace.ts";
import type { Wait } from "./wait.ts";

const ANNA = 7;
const BORIS = 8;
const { signal } = new AbortController();

describe("the requests of an account", () => {
  it("holds up no other kind of request and no other account meanwhile", async () => {
    const { clock, gate, server } = setUpGate(new VirtualClock());
    const start = clock.now();
    const ended: string[] = [];
    const run = async (accountId: number, call: SourceCall, ask: () => Promise<string>) => {
      await gate.run(accountId, call, ask, { signal });
      ended.push(`${accountId} ${call} after ${Math.floor((clock.now() - start) / 1000)} s`);
    };
    const later = async () => {
      await clock.sleep(100_000);
      await run(ANNA, "look", () => server.ask(ANNA, "look"));
    };
    const all = [
      run(ANNA, "history", floodedOnce(server, ANNA, "history", 600)),
      run(ANNA, "messages", () => server.ask(ANNA, "messages")),
      run(BORIS, "history", () => server.ask(BORIS, "history")),
      later(),
    ];
    await clock.run(Promise.all(all));
    expect(ended).toEqual([
      ...["8 history after 0 s", "7 messages after 0 s", "7 look after 100 s"],
      "7 history after 600 s",
    ]);
  });

  it("makes the requests of an account one at a time, and each channel's in turn", async () => {
    const none = { usual: 0, fastest: 0, slowest: 0 };
    const paces = { ...CAREFUL_PACES, history: none, look: none, messages: none };
    const { clock, gate, server } = setUpGate(new VirtualClock(), { paces });
    const channel = async (name: string) => {
      for (let page = 0; page < 30; page++) {
        await gate.run(ANNA, "history", () => server.ask(ANNA, "history", 0, name), { signal });
      }
    };
    await clock.run(Promise.all([channel("a"), channel("b"), channel("c")]));
    expect(server.mostAtOnce).toBe(1);
    expect(server.served.join("")).toBe("abc".repeat(30));
    // Nor do pauses let one slip in beside another.
    const calls: SourceCall[] = ["history", "look", "messages", "look", "messages", "history"];
    const ask = (call: SourceCall) =>
      gate.run(ANNA, call, floodedOnce(server, ANNA, call, 2), { signal });
    await clock.run(Promise.all(calls.map(ask)));
    expect([server.mostAtOnce, server.early]).toEqual([1, []]);
  });

  it("keeps its distance between two requests of a kind", async () => {
    const { clock, gate, server } = setUpGate(new VirtualClock());
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
    const { clock, newGate, server } = setUpGate(new VirtualClock());
    await clock.run(
      newGate().run(ANNA, "history", floodedOnce(server, ANNA, "history", 5), { signal }),
    );
    const gate = newGate();
    const begun = clock.now();
    for (let turn = 0; turn < 3; turn++) {
      await clock.run(gate.run(ANNA, "history", () => server.ask(ANNA, "history"), { signal }));
    }
    expect(clock.now() - begun).toBe(4080);
  });

  it("does not ask when it is aborted in the moment its turn comes", async () => {
    const { clock, gate, server } = setUpGate(new VirtualClock());
    const stop = new AbortController();
    let asked = 0;
    const ask = () => server.ask(ANNA, "history", asked++ === 0 ? 5 : 0);
    const onWait = (wait: Wait | null) => {
      if (wait === null) stop.abort(new Error("enough"));
    };
    const running = gate.run(ANNA, "history", ask, { signal: stop.signal, onWait });
    await expect(clock.run(running)).rejects.toThrow("enough");
    expect(asked).toBe(1);
  });

  it("lets nothing leave while it cannot know the pauses of others", async () => {
    const { clock, floods, newGate, server } = setUpGate(new VirtualClock());
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

  it("passes any other failure on, and serves the next one", async () => {
    const { clock, gate, server } = setUpGate(new VirtualClock());
    const failure = new Error("a defect");
    const failing = gate.run(ANNA, "history", () => Promise.reject(failure), { signal });
    await expect(clock.run(failing)).rejects.toBe(failure);
    await clock.run(gate.run(ANNA, "history", () => server.ask(ANNA, "history"), { signal }));
    expect(server.served).toHaveLength(1);
  });

  it("keeps to a daily budget and says until when", async () => {
    const { clock, newGate, server } = setUpGate(new VirtualClock());
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
});
