import stringWidth from "string-width";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const PLAIN = /^[\x20-\x7e]*$/;
const ZERO_WIDTH = /^[\p{M}\p{Cf}]$/u;

/** The grapheme clusters of a text: what a reader takes for characters. */
export function* clustersOf(value: string): Generator<string> {
  if (PLAIN.test(value)) yield* value;
  else for (const { segment } of segmenter.segment(value)) yield segment;
}

/**
 * Columns a text may take on a terminal. Terminals disagree about clusters of several characters
 * (an emoji family is 2 columns here and 8 there), so each counts as the widest that any of them
 * could draw: a line that fits by this measure is never wider than the screen.
 */
export function cellsOf(value: string): number {
  if (PLAIN.test(value)) return value.length;
  let cells = 0;
  for (const { segment } of segmenter.segment(value)) cells += clusterCells(segment);
  return cells;
}

function clusterCells(cluster: string): number {
  if (cluster.length === 1) return measure(cluster);
  let apart = 0;
  for (const character of cluster) if (!ZERO_WIDTH.test(character)) apart += measure(character);
  return Math.max(measure(cluster), apart);
}

/** string-width once threw on some Arabic signs; a width is never worth a crash. */
function measure(value: string): number {
  try {
    return stringWidth(value);
  } catch {
    return 2 * value.length;
  }
}
