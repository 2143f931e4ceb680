import { type SafeTextMode, safeText } from "./safe-text.ts";
import type { Segment } from "./wrap.ts";

/** A run of code points, as the server counts them. */
export interface CodePointRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Cuts untrusted text at the ends of its highlights and cleans every part. Ranges may overlap, be
 * unsorted, or point outside the text.
 */
export function highlight(
  raw: string,
  ranges: readonly CodePointRange[],
  mode: SafeTextMode = "inline",
): Segment[] {
  if (ranges.length === 0) return [{ text: safeText(raw, { mode }), isMarked: false }];
  const points = Array.from(raw);
  const isMarked = new Uint8Array(points.length);
  for (const { offset, length } of ranges) {
    if (length > 0) isMarked.fill(1, Math.max(0, offset), Math.max(0, offset + length));
  }
  const segments: Segment[] = [];
  let start = 0;
  for (let at = 1; at <= points.length; at++) {
    if (at < points.length && isMarked[at] === isMarked[start]) continue;
    const part = safeText(points.slice(start, at).join(""), { mode });
    if (part !== "") segments.push({ text: part, isMarked: isMarked[start] === 1 });
    start = at;
  }
  return segments;
}

/**
 * The part of a text around its first highlight, so that a hit late in a long message is seen in
 * one line. Works on code points; returns the text and the ranges that fall into it.
 */
export function excerpt(
  raw: string,
  ranges: readonly CodePointRange[],
  width: number,
): { text: string; ranges: CodePointRange[] } {
  const first = ranges.reduce((least, { offset }) => Math.min(least, offset), Infinity);
  // Twice the width: control characters and spaces that cleaning removes need some slack.
  const most = width * 2 + 16;
  if (!Number.isFinite(first) || first < width * 0.6) {
    return { text: takePoints(raw, 0, most), ranges: [...ranges] };
  }
  const start = Math.max(0, first - Math.floor(width * 0.25));
  return {
    text: `…${takePoints(raw, start, most)}`,
    ranges: ranges.map(({ offset, length }) => ({ offset: offset - start + 1, length })),
  };
}

function takePoints(value: string, start: number, count: number): string {
  if (start === 0 && value.length <= count) return value;
  let out = "";
  let at = 0;
  for (const character of value) {
    if (at >= start + count) break;
    if (at >= start) out += character;
    at++;
  }
  return out;
}
