import { stripVTControlCharacters } from "node:util";
import { cellsOf, clustersOf } from "./cells.ts";

declare const sanitised: unique symbol;

/**
 * Text that may be written to a terminal: no control characters, no escape sequences, nothing that
 * reorders or hides its neighbours. Strings become it in three ways only: {@link safeText} for
 * what came from outside, {@link text} for our own words around safe values, and `fit` and its
 * like, which only shorten or pad.
 */
export type SafeText = string & { readonly [sanitised]: true };

/**
 * `inline` makes one line; `block` keeps line ends; `reveal` keeps line ends and shows what the
 * others remove as ⟨U+202E⟩, because evidence must be inspectable.
 */
export type SafeTextMode = "inline" | "block" | "reveal";

export interface SafeTextOptions {
  readonly mode?: SafeTextMode;
  /** Most columns of each line; the rest is cut with `…`. */
  readonly width?: number;
}

/** Combining marks kept on one base: real scripts need up to four, stacked "Zalgo" has dozens. */
const MARKS_KEPT = 4;
const CACHE_SIZE = 5_000;
const LONGEST_CACHED = 4_096;

const cache = new Map<string, SafeText>();
const PLAIN = /^[\x20-\x7e]*$/;
const DOUBLE_SPACE = / {2}/;

/**
 * The one way in for every string that came from Telegram, an export file or a server: whatever it
 * holds, the result cannot command a terminal. The archive keeps the original; this is a view.
 */
export function safeText(value: string, options: SafeTextOptions = {}): SafeText {
  const { mode = "inline", width } = options;
  if (PLAIN.test(value) && (mode !== "inline" || !DOUBLE_SPACE.test(value))) {
    return width === undefined ? (value as SafeText) : truncate(value as SafeText, width);
  }
  const key = `${mode}\0${width ?? ""}\0${value}`;
  const cached = cache.get(key);
  if (cached !== undefined) {
    cache.delete(key);
    cache.set(key, cached);
    return cached;
  }
  const cleaned = mode === "reveal" ? reveal(value) : clean(value, mode);
  const result =
    width === undefined
      ? cleaned
      : (cleaned
          .split("\n")
          .map((line) => truncate(line as SafeText, width))
          .join("\n") as SafeText);
  if (value.length <= LONGEST_CACHED) {
    cache.set(key, result);
    if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  }
  return result;
}

/**
 * Our own words, with safe values in them: text`${count} channels in ${name}`. The literal parts
 * are source code, so they need no cleaning; the types keep unsafe strings out of the holes.
 */
export function text(words: TemplateStringsArray, ...values: (SafeText | number)[]): SafeText {
  return String.raw({ raw: words }, ...values) as SafeText;
}

/** Cuts a line at a grapheme boundary so that it takes at most `width` columns, ending in `…`. */
export function truncate(line: SafeText, width: number): SafeText {
  if (width <= 0) return "" as SafeText;
  if (line.length <= width && PLAIN.test(line)) return line;
  if (cellsOf(line) <= width) return line;
  let kept = "";
  let used = 0;
  for (const cluster of clustersOf(line)) {
    const cells = cellsOf(cluster);
    if (used + cells > width - 1) break;
    kept += cluster;
    used += cells;
  }
  return `${kept}…` as SafeText;
}

const C1 = /[\u0080-\u009f]/g;
/** ESC-introduced strings (OSC, DCS, SOS, PM, APC) up to their terminator. */
const STRINGS = /\u001b[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)/g;
/** What is left of C0 (but the line end), and DEL. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f]/g;
/**
 * Characters that reorder, hide or join: bidi controls, zero-width space, joiners and fillers that
 * no script needs, interlinear annotation, soft hyphen. ZWNJ (200C) and ZWJ (200D) stay: Persian,
 * Indic scripts and emoji need them.
 */
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\u{1d173}|[\u{1d174}-\u{1d17a}]/gu;
/** Tag characters spell a region after the black flag (Scotland), and hidden text elsewhere. */
const TAG_RUN = /(\u{1f3f4}[\u{e0030}-\u{e007a}]{1,8}\u{e007f})|[\u{e0000}-\u{e007f}]/gu;
const MARKS_AND_JOINERS = /[\p{M}\u200c\u200d]{2,}/gu;

function clean(value: string, mode: "inline" | "block"): SafeText {
  let out = value.toWellFormed().replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n");
  out = stripVTControlCharacters(out.replace(C1, "").replace(STRINGS, ""));
  out = expandTabs(out).replace(CONTROLS, "").replace(INVISIBLE, "");
  out = out.replace(TAG_RUN, (_, flag: string | undefined) => flag ?? "");
  out = out.replace(MARKS_AND_JOINERS, capRun);
  if (mode === "inline") out = out.replace(/\s*\n\s*/g, " ⏎ ").replace(/ {2,}/g, " ");
  return out as SafeText;
}

/** At most {@link MARKS_KEPT} marks, and no joiner twice in a row. */
function capRun(run: string): string {
  let kept = "";
  let marks = 0;
  let previous = "";
  for (const character of run) {
    const isJoiner = character === "\u200c" || character === "\u200d";
    if (isJoiner ? character !== previous : marks++ < MARKS_KEPT) kept += character;
    previous = character;
  }
  return kept;
}

/** A tab has no width of its own, so it becomes the spaces to the next multiple of four. */
function expandTabs(value: string): string {
  if (!value.includes("\t")) return value;
  return value
    .split("\n")
    .map((line) => {
      let out = "";
      for (const part of line.split(/(\t)/)) {
        out += part === "\t" ? " ".repeat(4 - (cellsOf(out) % 4)) : part;
      }
      return out;
    })
    .join("\n");
}

const REVEALED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;

function reveal(value: string): SafeText {
  const shown = value.replace(REVEALED, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `⟨U+${point.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
  return shown.replace(MARKS_AND_JOINERS, capRun) as SafeText;
}
