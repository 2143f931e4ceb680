import { describe, expect, it } from "vitest";
import { ExportClock, offsetBetween } from "./normalise-time.ts";
import { parseZone } from "./parse-time.ts";

const LOCAL = "2023-03-09T01:20:56";
const AS_UTC = Date.parse(`${LOCAL}Z`) / 1000;

describe("the clock of an export", () => {
  it("takes UTC seconds as they are", () => {
    const time = new ExportClock(null).read(LOCAL, "1678310456");
    expect(time).toEqual({ at: 1_678_310_456, precision: "exact", raw: null });
  });

  it("reads a wall clock with the offset of the last message that proves one", () => {
    const clock = new ExportClock(parseZone("+09:00"));
    clock.read(LOCAL, String(AS_UTC - 7200));
    clock.read(LOCAL, String(AS_UTC - 10_800));
    expect(clock.wantsToLearn(LOCAL, undefined)).toBe(false);
    const expected = { at: AS_UTC - 10_800, precision: "zone_learnt", raw: LOCAL };
    expect(clock.read(LOCAL, undefined)).toEqual(expected);
  });

  it("asks once for an offset later in the file, then uses it", () => {
    const clock = new ExportClock(parseZone("+09:00"));
    expect(clock.wantsToLearn(LOCAL, undefined)).toBe(true);
    expect(clock.wantsToLearn(LOCAL, "1678310456")).toBe(false);
    clock.learn(-25_200);
    expect(clock.wantsToLearn(LOCAL, undefined)).toBe(false);
    expect(clock.read(LOCAL, undefined)).toMatchObject({
      at: AS_UTC + 25_200,
      precision: "zone_learnt",
    });
  });

  it("falls back to the named zone, and without one to UTC as a guess", () => {
    const [named, none] = [new ExportClock(parseZone("+09:00")), new ExportClock(null)];
    named.learn(null);
    none.learn(null);
    expect(named.read(LOCAL, undefined)).toMatchObject({
      at: AS_UTC - 32_400,
      precision: "zone_given",
    });
    expect(none.read(LOCAL, undefined)).toEqual({
      at: AS_UTC,
      precision: "zone_unknown",
      raw: LOCAL,
    });
    expect([...none.inexact]).toEqual([["zone_unknown", 1]]);
  });

  it("keeps words that are no time, and says that there is none", () => {
    const clock = new ExportClock(null);
    expect(clock.read("soon", undefined)).toEqual({ at: null, precision: "none", raw: "soon" });
    expect(clock.read(undefined, undefined)).toEqual({ at: null, precision: "none", raw: null });
  });

  it("reads an HTML label as standard time", () => {
    const label = "09.03.2023 01:20:56 UTC-08:00";
    expect(new ExportClock(null).readLabelled(label)).toEqual({
      at: AS_UTC + 28_800,
      precision: "zone_standard",
      raw: label,
    });
  });

  it("prefers a named zone that agrees with the label, because it knows of summer time", () => {
    const clock = new ExportClock(parseZone("America/Los_Angeles"));
    const at = Date.parse("2023-07-09T01:20:56-07:00") / 1000;
    expect(clock.readLabelled("09.07.2023 01:20:56 UTC-08:00")).toMatchObject({
      at,
      precision: "zone_given",
    });
    expect(clock.readLabelled("09.07.2023 01:20:56 UTC+03:00").precision).toBe("zone_standard");
  });

  it("reads an HTML label without a zone like any wall clock, blank at its end or not", () => {
    expect(new ExportClock(null).readLabelled("09.03.2023 01:20:56 ")).toEqual({
      at: AS_UTC,
      precision: "zone_unknown",
      raw: "09.03.2023 01:20:56",
    });
  });

  it("learns only offsets that a zone can have", () => {
    expect(offsetBetween(LOCAL, AS_UTC - 12_600)).toBe(12_600);
    expect(offsetBetween(LOCAL, AS_UTC - 12_601)).toBeNull();
    expect(offsetBetween(LOCAL, AS_UTC - 90_000)).toBeNull();
  });
});
