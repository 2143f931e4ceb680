import { foldCharacter } from "./fold-character.ts";

/*
 * Folding makes two spellings of one thing equal: case, accents, widths, letter variants, digits,
 * quotation marks, invisible characters. Searched text and query go through the same function, and
 * a substring of a text stays a substring after it, which literal search rests on.
 */

const UNKNOWN = 0xffff;
const SPECIAL = 0xfffe;
const DROPPED = 0xfffd;
/** UTF-16 unit → its folded unit; filled as characters are met. */
const UNITS = new Uint16Array(0x10000).fill(UNKNOWN);
const SPECIALS = new Map<number, string>();
const SPACE = 0x20;

let buffer = new Uint16Array(8192);
/** The same memory, of which Node.js makes strings quickest. */
let bytes = Buffer.from(buffer.buffer);
/** For each unit of the buffer, where in the text it came from. */
let origins = new Uint32Array(buffer.length);

/** The folded text. Runs of white space become one space. */
export function fold(text: string): string {
  const length = foldIntoBuffer(compose(text));
  return textOfBuffer(length);
}

/** A folded text whose parts can be found again in the original. */
export interface MappedFold {
  readonly folded: string;
  /**
   * The UTF-16 range of the original that a range of `folded`, which is not empty, came from; an
   * accent that was dropped belongs to its letter. To be asked before another text is folded.
   */
  readonly rangeOf: (start: number, end: number) => readonly [start: number, end: number];
}

/** Like {@link fold}, with the way back. */
export function foldWithMap(text: string): MappedFold {
  return isSingle(text) ? foldRun(text) : foldClusters(text);
}

/** Most texts have nothing that composition could join: each character maps to itself. */
function foldRun(text: string): MappedFold {
  const length = foldIntoBuffer(text);
  const rangeOf = (start: number, end: number) =>
    [origins[start]!, endOfOrigin(end - 1, length, text.length)] as const;
  return { folded: textOfBuffer(length), rangeOf };
}

/** Where what a unit of the buffer came from ends in a text of some length. */
function endOfOrigin(unit: number, length: number, textLength: number): number {
  let next = unit + 1;
  while (next < length && origins[next] === origins[unit]) next++;
  return next < length ? origins[next]! : textLength;
}

function foldClusters(text: string): MappedFold {
  const map: GrowingMap = { parts: [], endsInSpace: false, starts: [], ends: [] };
  for (const { 0: piece, 1: run, index } of text.matchAll(RUN_OR_CLUSTER)) {
    if (run === undefined) addCluster(map, piece, index);
    else if (compose(run) === run) addRun(map, run, index);
    else for (const part of run.matchAll(CLUSTER)) addCluster(map, part[0], index + part.index);
  }
  const { parts, starts, ends } = map;
  return { folded: parts.join(""), rangeOf: (start, end) => [starts[start]!, ends[end - 1]!] };
}

/** Parts are joined once: looking at the end of a growing string would copy it each time. */
interface GrowingMap {
  readonly parts: string[];
  endsInSpace: boolean;
  readonly starts: number[];
  readonly ends: number[];
}

/** Adds characters without marks that composition left alone, each of which maps to itself. */
function addRun(map: GrowingMap, run: string, index: number): void {
  const { starts, ends } = map;
  const length = foldIntoBuffer(run);
  const piece = textOfBuffer(length);
  const from = piece.startsWith(" ") && map.endsInSpace ? 1 : 0;
  // What was dropped at the run's beginning belongs to what is before it.
  if (ends.length > 0)
    ends[ends.length - 1] = index + (from < length ? origins[from]! : run.length);
  for (let i = from; i < length; i++) {
    starts.push(index + origins[i]!);
    ends.push(index + endOfOrigin(i, length, run.length));
  }
  append(map, piece.slice(from));
}

function append(map: GrowingMap, piece: string): void {
  if (piece === "") return;
  map.parts.push(piece);
  map.endsInSpace = piece.endsWith(" ");
}

/** Adds a cluster; one that composition left alone maps unit by unit, any other as a whole. */
function addCluster(map: GrowingMap, cluster: string, index: number): void {
  const { starts, ends } = map;
  const composed = compose(cluster);
  const piece = textOfBuffer(foldIntoBuffer(composed));
  const end = index + cluster.length;
  const isExact = composed === cluster;
  let following = 0;
  for (let i = 0; i < piece.length; i++) {
    if (piece[i] === " " && map.endsInSpace) {
      ends[ends.length - 1] = end;
      continue;
    }
    // Origins ascend: the search for the next one goes on where the last one ended.
    while (following < piece.length && origins[following]! <= origins[i]!) following++;
    const next = isExact && following < piece.length ? origins[following] : undefined;
    starts.push(isExact && i > 0 ? index + origins[i]! : index);
    ends.push(next === undefined ? end : index + next);
    append(map, piece[i]!);
  }
  if (piece === "" && ends.length > 0) ends[ends.length - 1] = end;
}

/** Half-width kana keep their voicing mark apart, where NFC does not join them. */
const HALF_WIDTH_KANA = /[\uff66-\uff9d][\uff9e\uff9f]/g;

function compose(text: string): string {
  return text.replace(HALF_WIDTH_KANA, (kana) => kana.normalize("NFKC")).normalize("NFC");
}

/** Whatever composition can join: a character with its marks, a syllable of conjoining jamo. */
const CLUSTER =
  /[\uff66-\uff9d][\uff9e\uff9f]\p{M}*|[\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff]+\p{M}*|\P{M}\p{M}*|\p{M}+/gsu;

/** What may be a part of a cluster with others. */
const JOINABLE = "\\p{M}\\uff66-\\uff9f\\u1100-\\u11ff\\ua960-\\ua97f\\uac00-\\ud7ff";
const CLUSTERED = new RegExp(`[${JOINABLE}\\p{Cs}]`, "u");
/** As many characters without marks as there are, which is most of most texts, or a cluster. */
const RUN_OR_CLUSTER = new RegExp(`([^${JOINABLE}]+(?!\\p{M}))|${CLUSTER.source}`, CLUSTER.flags);

/** UTF-16 unit → 1 when composition leaves it alone whatever its neighbours are, else 2. */
const SINGLES = new Uint8Array(0x10000);
const ASTRAL_SINGLES = new Map<number, boolean>();

/** Whether composition would change nothing, and could not wherever the text were cut. */
function isSingle(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const codePoint = text.codePointAt(i++)!;
      let isAlone = ASTRAL_SINGLES.get(codePoint);
      if (isAlone === undefined) {
        isAlone = isLeftAlone(String.fromCodePoint(codePoint));
        ASTRAL_SINGLES.set(codePoint, isAlone);
      }
      if (!isAlone) return false;
      continue;
    }
    let known = SINGLES[unit]!;
    if (known === 0) {
      known = isLeftAlone(String.fromCharCode(unit)) ? 1 : 2;
      SINGLES[unit] = known;
    }
    if (known === 2) return false;
  }
  return true;
}

/** The marks that make a heart red or a digit a key: they join with nothing and are dropped. */
const VARIATION_SELECTOR = /[\ufe00-\ufe0f]/;

function isLeftAlone(character: string): boolean {
  if (VARIATION_SELECTOR.test(character)) return true;
  return !CLUSTERED.test(character) && character.normalize("NFC") === character;
}

/** Gives how much of `buffer` and `origins` is the folded text. */
function foldIntoBuffer(text: string): number {
  if (buffer.length < text.length + 32) {
    buffer = new Uint16Array(text.length * 2);
    bytes = Buffer.from(buffer.buffer);
    origins = new Uint32Array(buffer.length);
  }
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    let folded = UNITS[unit]!;
    if (folded === UNKNOWN) folded = learn(unit);
    if (folded < DROPPED) {
      if (folded === SPACE && length > 0 && buffer[length - 1] === SPACE) continue;
      if (length === buffer.length) grow();
      origins[length] = i;
      buffer[length++] = folded;
    } else if (folded === SPECIAL) {
      const start = i;
      let codePoint = unit;
      if (unit >= 0xd800 && unit <= 0xdbff) {
        codePoint = text.codePointAt(i)!;
        if (codePoint > 0xffff) i++;
      }
      const piece = special(codePoint);
      for (let k = 0; k < piece.length; k++) {
        const part = piece.charCodeAt(k);
        if (part === SPACE && length > 0 && buffer[length - 1] === SPACE) continue;
        if (length === buffer.length) grow();
        origins[length] = start;
        buffer[length++] = part;
      }
    }
  }
  return length;
}

function learn(unit: number): number {
  let result = SPECIAL;
  if (unit < 0xd800 || unit > 0xdfff) {
    const piece = special(unit);
    if (piece === "") result = DROPPED;
    else if (piece.length === 1 && piece.charCodeAt(0) < DROPPED) result = piece.charCodeAt(0);
  }
  UNITS[unit] = result;
  return result;
}

function special(codePoint: number): string {
  let piece = SPECIALS.get(codePoint);
  if (piece === undefined) {
    piece = foldCharacter(String.fromCodePoint(codePoint));
    SPECIALS.set(codePoint, piece);
  }
  return piece;
}

function grow(): void {
  const larger = new Uint16Array(buffer.length * 2);
  larger.set(buffer);
  buffer = larger;
  bytes = Buffer.from(buffer.buffer);
  const longer = new Uint32Array(buffer.length);
  longer.set(origins);
  origins = longer;
}

function textOfBuffer(length: number): string {
  return bytes.toString("utf16le", 0, length * 2);
}
