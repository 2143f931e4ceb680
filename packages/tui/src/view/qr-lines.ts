import { correction, generate } from "lean-qr";
import type { SafeText } from "../format/safe-text.ts";
import { safeText } from "../format/safe-text.ts";

/** Light modules round the code: a scanner needs to see where it ends. */
const MARGIN = 2;

/**
 * A text as a QR code of half blocks, two rows of modules a line. Light modules are drawn, dark ones
 * are left as background: right on a dark terminal; `isInverted` is for light ones.
 */
export function qrLines(value: string, isInverted: boolean): SafeText[] {
  const code = generate(value, { minCorrectionLevel: correction.L });
  const end = code.size + MARGIN;
  const isDrawn = (x: number, y: number) => y < end && code.get(x, y) === isInverted;
  const lines: SafeText[] = [];
  for (let y = -MARGIN; y < end; y += 2) {
    let line = "";
    for (let x = -MARGIN; x < end; x++) {
      const [upper, lower] = [isDrawn(x, y), isDrawn(x, y + 1)];
      line += upper ? (lower ? "█" : "▀") : lower ? "▄" : " ";
    }
    lines.push(safeText(line, { mode: "block" }));
  }
  return lines;
}
