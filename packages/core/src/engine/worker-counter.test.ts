import { expect, it } from "vitest";
import type { Wait } from "./wait.ts";
import { WorkerCounter } from "./worker-counter.ts";

const wait: Wait = { kind: "flood", reason: "A pause.", startedAt: 0, until: 99 };

it("counts requests over connections, and each wait once with the time it took", () => {
  let now = 0;
  const counter = new WorkerCounter({ requests: 10, waits: 1, waited: 500 }, { now: () => now });
  counter.asked(1);
  counter.asked(3);
  counter.waiting(wait);
  now = 40;
  expect(counter.counts).toEqual({ requests: 13, waits: 2, waited: 540 });
  counter.waiting({ ...wait, until: 200 });
  now = 100;
  counter.waiting(null);
  counter.waiting(null);
  now = 1000;
  counter.reconnected();
  counter.asked(2);
  expect(counter.counts).toEqual({ requests: 15, waits: 2, waited: 600 });
});

it("begins with nothing for a job that nobody has worked on", () => {
  const counter = new WorkerCounter(undefined, { now: () => 0 });
  expect(counter.counts).toEqual({ requests: 0, waits: 0, waited: 0 });
});
