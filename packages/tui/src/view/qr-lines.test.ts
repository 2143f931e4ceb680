import { correction, generate } from "lean-qr";
import { describe, expect, it } from "vitest";
import { qrLines } from "./qr-lines.ts";

const LINK = `tg://login?token=${"A".repeat(43)}`;

/** The modules that lines of half blocks draw as light, row by row. */
function lightModules(lines: readonly string[]): boolean[][] {
  return lines.flatMap((line) => [
    [...line].map((sign) => sign === "█" || sign === "▀"),
    [...line].map((sign) => sign === "█" || sign === "▄"),
  ]);
}

describe("a QR code", () => {
  it("has every module of the code where it belongs, and light ones all round", () => {
    const code = generate(LINK, { minCorrectionLevel: correction.L });
    const light = lightModules(qrLines(LINK, false));
    for (let y = -2; y < code.size + 2; y++) {
      for (let x = -2; x < code.size + 2; x++) {
        expect(light[y + 2]?.[x + 2], `${x}, ${y}`).toBe(!code.get(x, y));
      }
    }
  });

  it("of a login link fits a small terminal", () => {
    const lines = qrLines(LINK, false);
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(37);
  });

  it("can be inverted", () => {
    const [normal, inverted] = [qrLines(LINK, false), qrLines(LINK, true)].map(lightModules);
    expect(inverted?.[5]?.[5]).toBe(!normal?.[5]?.[5]);
    expect(inverted?.[10]).toEqual(normal?.[10]?.map((isLight) => !isLight));
  });
});
