import { describe, expect, test } from "vitest";
import { Salts } from "./salts.ts";

const KEY = Buffer.alloc(256, 9);
const HOUR = 3600;
const NOON = 472_000 * HOUR;

describe("salts", () => {
  test("are another each hour, the old one good for half an hour more", () => {
    const salts = new Salts(KEY);
    const old = salts.current(NOON);
    expect(salts.current(NOON + HOUR)).not.toBe(old);
    expect(salts.accepts(old, NOON + HOUR + 1799)).toBe(true);
    expect(salts.accepts(old, NOON + HOUR + 1800)).toBe(false);
    expect(salts.accepts(salts.current(NOON + HOUR), NOON)).toBe(false);
    expect(salts.accepts(0n, NOON)).toBe(false);
  });

  test("follow from the key alone", () => {
    expect(new Salts(KEY).current(NOON)).toBe(new Salts(KEY).current(NOON));
    expect(new Salts(Buffer.alloc(256, 8)).current(NOON)).not.toBe(new Salts(KEY).current(NOON));
  });

  test("are all others once they were rotated, that of the key exchange too", () => {
    const salts = new Salts(KEY);
    salts.acceptFirst(77n, NOON);
    const before = salts.current(NOON);
    expect([salts.accepts(77n, NOON + 5399), salts.accepts(77n, NOON + 5400)]).toEqual([
      true,
      false,
    ]);
    salts.rotate();
    expect([salts.accepts(before, NOON), salts.accepts(77n, NOON)]).toEqual([false, false]);
    expect(salts.accepts(salts.current(NOON), NOON)).toBe(true);
  });
});
