import { describe, expect, it } from "vitest";
import { InvalidInput } from "../domain/errors.ts";
import { parseIsoWall, parseLabelledWall, parseUnixSeconds, parseZone } from "./parse-time.ts";

const utc = (text: string): number => Date.parse(`${text}Z`) / 1000;

describe("wall clock times", () => {
  it("reads the exporter's ISO times and refuses what is none", () => {
    expect(parseIsoWall("2023-03-09T01:20:56")).toBe(utc("2023-03-09T01:20:56"));
    expect(parseIsoWall("2024-02-29T00:00:00")).toBe(utc("2024-02-29T00:00:00"));
    for (const bad of ["2023-02-29T00:00:00", "2023-13-01T00:00:00", "2023-03-09", "", 5, null]) {
      expect(parseIsoWall(bad)).toBeNull();
    }
  });

  it("reads an HTML title with, without and with half a zone", () => {
    const wall = utc("2018-11-22T18:04:28");
    expect(parseLabelledWall("22.11.2018 18:04:28 UTC+04:00")).toEqual({ wall, offset: 14_400 });
    expect(parseLabelledWall("22.11.2018 18:04:28 UTC-03:30")).toEqual({ wall, offset: -12_600 });
    expect(parseLabelledWall("22.11.2018 18:04:28 UTC")).toEqual({ wall, offset: 0 });
    expect(parseLabelledWall("22.11.2018 18:04:28 ")).toEqual({ wall, offset: null });
    expect(parseLabelledWall("22.11.2018 18:04:28")).toEqual({ wall, offset: null });
    expect(parseLabelledWall("22 November 2018")).toBeNull();
    expect(parseLabelledWall("31.11.2018 18:04:28")).toBeNull();
  });

  it("reads UTC seconds from strings and numbers within Telegram's range", () => {
    expect(parseUnixSeconds("1678310456")).toBe(1_678_310_456);
    expect(parseUnixSeconds(1_678_310_456)).toBe(1_678_310_456);
    for (const bad of ["", "0", "-5", "1e9", "99999999999999", 1.5, Number.NaN, null, {}]) {
      expect(parseUnixSeconds(bad)).toBeNull();
    }
  });
});

describe("zones", () => {
  it("are read as offsets", () => {
    expect(parseZone("+05:30")(0)).toBe(19_800);
    expect(parseZone("UTC-08:00")(0)).toBe(-28_800);
  });

  it("follow summer time by IANA name", () => {
    const kyiv = parseZone("Europe/Kyiv");
    expect(kyiv(utc("2023-01-15T12:00:00"))).toBe(7200);
    expect(kyiv(utc("2023-07-15T12:00:00"))).toBe(10_800);
  });

  it("take the first of an hour shown twice, and step over one not shown", () => {
    const kyiv = parseZone("Europe/Kyiv");
    expect(kyiv(utc("2023-10-29T03:30:00"))).toBe(10_800);
    expect(kyiv(utc("2023-10-29T04:00:00"))).toBe(7200);
    expect(kyiv(utc("2023-03-26T03:30:00"))).toBe(7200);
    expect(kyiv(utc("2023-03-26T04:00:00"))).toBe(10_800);
  });

  it("that do not exist are refused with what to write instead", () => {
    expect(() => parseZone("Mars/Olympus")).toThrow(InvalidInput);
    expect(() => parseZone("Mars/Olympus")).toThrow(/IANA name/);
  });
});
