import { expect, it } from "vitest";
import { VirtualClock } from "../virtual-clock.ts";
import { FloodGate } from "./flood-gate.ts";
import { MemoryFloods } from "./memory-floods.ts";

it("lets a patient request wait until nobody else does", async () => {
  const clock = new VirtualClock();
  const gate = new FloodGate({ floods: new MemoryFloods(), clock });
  const { signal } = new AbortController();
  const order: string[] = [];
  const ask = (name: string, isPatient: boolean) =>
    gate.run(7, "messages", async () => void order.push(name), { signal, isPatient });
  const all = [
    ask("first", false),
    ask("patient", true),
    ask("second", false),
    ask("third", false),
  ];
  await clock.run(Promise.all(all));
  expect(order).toEqual(["first", "second", "third", "patient"]);
});
