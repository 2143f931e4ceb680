import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { listenForSignals } from "./listen-for-signals.ts";

function listen() {
  const source = new EventEmitter();
  const clock = { ms: 0 };
  const codes: number[] = [];
  const signals = listenForSignals({
    source,
    now: () => clock.ms,
    exit: (code) => codes.push(code),
  });
  const send = (name: string, ms: number) => {
    clock.ms = ms;
    source.emit(name, name);
  };
  return { source, codes, signals, send };
}

it("takes a signal that arrives twice at once for one", () => {
  const { codes, signals, send } = listen();
  send("SIGINT", 0);
  send("SIGINT", 5);
  expect(signals.signal.aborted).toBe(true);
  expect(codes).toEqual([]);
});

it("ends at once when it is asked again, later or otherwise", () => {
  const later = listen();
  later.send("SIGINT", 0);
  later.send("SIGINT", 1_500);
  expect(later.codes).toEqual([130]);
  const otherwise = listen();
  otherwise.send("SIGINT", 0);
  otherwise.send("SIGTERM", 5);
  expect(otherwise.codes).toEqual([143]);
});

it("leaves no listener behind", () => {
  const { source, signals } = listen();
  signals[Symbol.dispose]();
  expect(source.eventNames()).toEqual([]);
});
