import { describe, expect, it } from "vitest";
import { PAYLOADS } from "../../test-support/payloads.ts";
import { cellsOf } from "./cells.ts";
import { type SafeText, safeText, text, truncate } from "./safe-text.ts";

/** Random mixes to try, and how many code points to step over; a nightly run sets more and 1. */
const MIXES = Number(process.env["TELEKEEP_FUZZ_MIXES"] ?? 2_000);
const STRIDE = Number(process.env["TELEKEEP_FUZZ_STRIDE"] ?? 199);

/** Characters that must never reach a terminal, whatever the mode; \n is checked apart. */
const FORBIDDEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udfff]/u;

describe("safeText", () => {
  it("returns plain ASCII as it is", () => {
    expect(safeText("Plain words, 123.")).toBe("Plain words, 123.");
  });

  it.each(PAYLOADS)("takes the teeth out of %s", (_, payload) => {
    for (const mode of ["inline", "block", "reveal"] as const) {
      const shown = safeText(`before${payload}after`, { mode });
      expect(shown).not.toMatch(FORBIDDEN);
      expect(shown.startsWith("before")).toBe(true);
      expect(shown.endsWith("after")).toBe(true);
    }
  });

  it("removes whole escape sequences, not only their first byte", () => {
    expect(safeText("a\u001b[31mred\u001b[0m b")).toBe("ared b");
    expect(safeText("a\u001b]52;c;aGVsbG8=\u0007b")).toBe("ab");
    expect(safeText("a\u001bP1;2q payload\u001b\\b")).toBe("ab");
  });

  it("leaves no sequence that appears when a part of it was removed", () => {
    expect(safeText("\u001b\u202e[2J\u001b\u0000[31m")).not.toMatch(FORBIDDEN);
    expect(safeText("\u009b\u001b[31mx")).not.toMatch(FORBIDDEN);
  });

  it("keeps the joiners that Persian and emoji need", () => {
    expect(safeText("می‌خواهم")).toBe("می‌خواهم");
    expect(safeText("👨‍👩‍👧‍👦")).toBe("👨‍👩‍👧‍👦");
    expect(safeText("🏳️‍⚧️")).toBe("🏳️‍⚧️");
  });

  it("keeps a flag spelt in tag characters and drops text hidden in them", () => {
    const scotland = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
    expect(safeText(scotland)).toBe(scotland);
    expect(safeText("hi\u{e0061}\u{e0062}\u{e007f}!")).toBe("hi!");
  });

  it("caps the marks on one letter", () => {
    const zalgo = `a${"\u0300".repeat(50)}b`;
    expect(safeText(zalgo)).toBe(`a${"\u0300".repeat(4)}b`);
  });

  it("makes one line inline and keeps the lines in a block", () => {
    expect(safeText("a\r\nb\rc\u2028d  e")).toBe("a ⏎ b ⏎ c ⏎ d e");
    expect(safeText("a\r\nb\rc  d", { mode: "block" })).toBe("a\nb\nc  d");
  });

  it("turns a tab into the spaces to the next multiple of four", () => {
    expect(safeText("a\tb\n\tc", { mode: "block" })).toBe("a   b\n    c");
  });

  it("shows what it removes when it reveals", () => {
    expect(safeText("a\u202eb\u001b[2J", { mode: "reveal" })).toBe("a⟨U+202E⟩b⟨U+001B⟩[2J");
  });

  it("replaces half a surrogate pair", () => {
    expect(safeText("a\ud83db")).toBe("a�b");
  });

  it("cuts between grapheme clusters, never inside one", () => {
    expect(safeText("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", { width: 9 })).toBe("👨‍👩‍👧‍👦…");
    expect(safeText("ёлка".normalize("NFD"), { width: 2 })).toBe(`${"ё".normalize("NFD")}…`);
    expect(safeText("exact", { width: 5 })).toBe("exact");
    expect(safeText("longer", { width: 5 })).toBe("long…");
  });

  it("lets no code point through that commands, hides or reorders", () => {
    for (let point = 0; point <= 0x10ffff; point += 256) {
      const points = Array.from({ length: 256 }, (_, index) => String.fromCodePoint(point + index));
      for (const mode of ["inline", "block", "reveal"] as const) {
        const shown = safeText(points.join("a"), { mode });
        if (FORBIDDEN.test(shown))
          expect.fail(`from U+${point.toString(16)}: ${JSON.stringify(shown)}`);
      }
    }
    expect(safeText("\u0007")).toBe("");
  });

  it("measures and cuts every code point without throwing", () => {
    for (let point = 0; point <= 0x10ffff; point += point < 0x3000 ? 1 : STRIDE) {
      const shown = safeText(`a${String.fromCodePoint(point)}b`, { width: 3 });
      if (cellsOf(shown) > 3)
        expect.fail(`U+${point.toString(16)} became ${JSON.stringify(shown)}`);
    }
    expect(cellsOf(safeText("\u06dd\u0601\u08e2", { width: 3 }))).toBeLessThanOrEqual(3);
  }, 300_000);

  it("holds for random mixes of everything, in every mode", () => {
    const random = generator(20_261_123);
    for (let mix = 0; mix < MIXES; mix++) {
      const value = randomText(random);
      for (const mode of ["inline", "block", "reveal"] as const) {
        const width = 1 + Math.floor(random() * 40);
        const shown = safeText(value, { mode, width });
        const widest = Math.max(...shown.split("\n").map(cellsOf));
        if (
          FORBIDDEN.test(shown) ||
          widest > width ||
          (mode === "inline" && shown.includes("\n"))
        ) {
          expect.fail(`${JSON.stringify(value)} became ${JSON.stringify(shown)} in ${mode}`);
        }
      }
    }
    expect(MIXES).toBeGreaterThan(0);
  }, 300_000);

  it("changes nothing when it is applied to its own result", () => {
    const random = generator(7);
    for (let mix = 0; mix < 2_000; mix++) {
      const once = safeText(randomText(random), { mode: "block" });
      expect(safeText(once, { mode: "block" })).toBe(once);
    }
  });
});

describe("text", () => {
  it("puts safe values into our own words", () => {
    expect(text`${3} channels in ${safeText("a\u001b[2Jb")}`).toBe("3 channels in ab");
  });
});

describe("truncate", () => {
  it("gives nothing for no room", () => {
    expect(truncate("abc" as SafeText, 0)).toBe("");
    expect(truncate("abc" as SafeText, 1)).toBe("…");
  });
});

/** Small, fast and the same everywhere: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function randomText(random: () => number): string {
  let out = "";
  const length = 1 + Math.floor(random() * 24);
  for (let at = 0; at < length; at++) {
    const kind = random();
    if (kind < 0.2) out += PAYLOADS[Math.floor(random() * PAYLOADS.length)]?.[1] ?? "";
    else if (kind < 0.5) out += String.fromCodePoint(Math.floor(random() * 0x2ff));
    else if (kind < 0.6) out += String.fromCharCode(0xd800 + Math.floor(random() * 0x800));
    else if (kind < 0.8)
      out += "🏴‍\u0300👩🏽क्षि\u1100\u1161ﷺ\u200d\u202e"[Math.floor(random() * 16)] ?? "";
    else out += String.fromCodePoint(Math.floor(random() * 0x10ffff));
  }
  return out;
}
