import { describe, expect, it } from "vitest";
import { bar } from "./bar.ts";
import { cellsOf } from "./cells.ts";
import { fit, fitRight } from "./fit.ts";
import { excerpt, highlight } from "./highlight.ts";
import { bytes, count, percent, rate, relatedCount } from "./number.ts";
import { safeText } from "./safe-text.ts";
import { elapsed, instant, shortInstant, timeLeft } from "./time.ts";
import { wrap, wrapSegments } from "./wrap.ts";

describe("fit", () => {
  it("takes exactly the columns it is given, wide characters included", () => {
    for (const value of ["", "short", "漢字かな交じり文", "👨‍👩‍👧‍👦 family", "Рыбарь"]) {
      for (const width of [1, 5, 8, 20]) {
        expect(cellsOf(fit(safeText(value), width))).toBe(width);
        expect(cellsOf(fitRight(safeText(value), width))).toBe(width);
      }
    }
  });
});

describe("cellsOf", () => {
  it("counts a cluster as the widest that any terminal could draw", () => {
    expect(cellsOf("漢字")).toBe(4);
    expect(cellsOf("👨‍👩‍👧‍👦")).toBe(8);
    expect(cellsOf("e\u0301")).toBe(1);
  });
});

describe("wrap", () => {
  it("breaks at spaces and never exceeds the width", () => {
    expect(wrap(safeText("one two three"), 8)).toEqual(["one two ", "three"]);
    for (const line of wrap(safeText("漢字".repeat(40)), 9))
      expect(cellsOf(line)).toBeLessThanOrEqual(9);
  });

  it("keeps the lines of the text and the marks on its parts", () => {
    expect(wrap(safeText("a\n\nb", { mode: "block" }), 10)).toEqual(["a", "", "b"]);
    const lines = wrapSegments(
      [
        { text: safeText("aa "), isMarked: false },
        { text: safeText("bb cc"), isMarked: true },
      ],
      5,
    );
    expect(lines.map((line) => line.map(({ text, isMarked }) => [text, isMarked]))).toEqual([
      [
        ["aa ", false],
        ["bb", true],
      ],
      [["cc", true]],
    ]);
  });
});

describe("highlight", () => {
  it("counts code points, so that emoji before a match do not move it", () => {
    expect(highlight("😀😀 needle!", [{ offset: 3, length: 6 }])).toEqual([
      { text: "😀😀 ", isMarked: false },
      { text: "needle", isMarked: true },
      { text: "!", isMarked: false },
    ]);
  });

  it("bears ranges that overlap or lie outside", () => {
    const parts = highlight("abc", [
      { offset: -5, length: 6 },
      { offset: 0, length: 2 },
      { offset: 90, length: 9 },
    ]);
    expect(parts).toEqual([
      { text: "ab", isMarked: true },
      { text: "c", isMarked: false },
    ]);
  });

  it("cleans every part", () => {
    const parts = highlight("a\u001b[31mb", [{ offset: 0, length: 2 }]);
    expect(parts.map(({ text }) => text).join("")).toBe("a[31mb");
  });

  it("shows the surroundings of a match far into a text", () => {
    const text = `${"x".repeat(500)}needle${"y".repeat(500)}`;
    const shown = excerpt(text, [{ offset: 500, length: 6 }], 40);
    expect(shown.text.startsWith("…x")).toBe(true);
    const [range] = shown.ranges;
    expect(shown.text.slice(range!.offset, range!.offset + range!.length)).toBe("needle");
  });
});

describe("numbers", () => {
  it("are grouped, and say when they are bounds", () => {
    expect(count(1_204_377)).toBe("1,204,377");
    expect(count("9007199254740993")).toBe("9,007,199,254,740,993");
    expect(count("x")).toBe("?");
    expect(relatedCount({ value: 1_000, relation: "AT_LEAST" })).toBe("1,000+");
  });

  it("never round a share up to all of it", () => {
    expect(percent(0.9999)).toBe("99.9%");
    expect(percent(1)).toBe("100.0%");
    expect(bar(0.9999, 4)).not.toBe("████");
    expect(bar(1, 4)).toBe("████");
    expect(bar(0.5, 6, true)).toBe("[##--]");
    expect(cellsOf(bar(0.33, 16))).toBe(16);
  });

  it("are short for rates and sizes", () => {
    expect([rate(0.2), rate(96), rate(1_234), rate(null)]).toEqual([
      "0.2/s",
      "96/s",
      "1.2k/s",
      "—",
    ]);
    expect(bytes(1_536)).toBe("1.5 KiB");
  });
});

describe("times", () => {
  it("are UTC and say so", () => {
    expect(instant("2024-03-11T10:14:07+01:00")).toBe("2024-03-11 09:14:07Z");
    expect(shortInstant("2024-03-11T09:14:07Z")).toBe("24-03-11 09:14");
    expect(instant("nonsense")).toBe("—");
  });

  it("left are rough, taken are not", () => {
    expect([30, 1_080, 6_720, 273_600, 9e9].map(timeLeft)).toEqual([
      "<1m",
      "~18m",
      "~1h 52m",
      "~3d 4h",
      ">30d",
    ]);
    expect([400, 12_000, 200_000].map(elapsed)).toEqual(["0.4 s", "12 s", "3 m 20 s"]);
  });
});
