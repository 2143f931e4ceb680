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

/** The folded text. Runs of white space become one space. */
export function fold(text: string): string {
  const length = foldIntoBuffer(compose(text), null);
  return textOfBuffer(length);
}

/** A folded text whose parts can be found again in the original. */
export interface MappedFold {
  readonly folded: string;
  /**
   * For each UTF-16 unit of `folded`, the UTF-16 range of the original it came from; several units
   * may share one, and an accent that was dropped belongs to its letter.
   */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Like {@link fold}, with the way back; slower, for the few texts of a shown page. */
export function foldWithMap(text: string): MappedFold {
  const map: GrowingMap = { parts: [], endsInSpace: false, starts: [], ends: [] };
  for (const { 0: piece, 1: run, index } of text.matchAll(RUN_OR_CLUSTER)) {
    if (run === undefined) addCluster(map, piece, index);
    else if (compose(run) === run) addRun(map, run, index);
    else for (const part of run.matchAll(CLUSTER)) addCluster(map, part[0], index + part.index);
  }
  const { parts, starts, ends } = map;
  const folded = parts.join("");
  return { folded, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
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
  const origins: number[] = [];
  let piece = textOfBuffer(foldIntoBuffer(run, origins));
  if (piece.startsWith(" ") && map.endsInSpace) {
    piece = piece.slice(1);
    origins.shift();
  }
  // What was dropped at the run's beginning belongs to what is before it.
  if (ends.length > 0) ends[ends.length - 1] = index + (origins[0] ?? run.length);
  for (let i = 0; i < piece.length; i++) {
    const origin = origins[i]!;
    let next = i + 1;
    while (origins[next] === origin) next++;
    starts.push(index + origin);
    ends.push(index + (origins[next] ?? run.length));
  }
  append(map, piece);
}

function append(map: GrowingMap, piece: string): void {
  if (piece === "") return;
  map.parts.push(piece);
  map.endsInSpace = piece.endsWith(" ");
}

/** Adds a cluster; one that composition left alone maps unit by unit, any other as a whole. */
function addCluster(map: GrowingMap, cluster: string, index: number): void {
  const { starts, ends } = map;
  const origins: number[] = [];
  const composed = compose(cluster);
  const piece = textOfBuffer(foldIntoBuffer(composed, origins));
  const end = index + cluster.length;
  const isExact = composed === cluster;
  let following = 0;
  for (let i = 0; i < piece.length; i++) {
    if (piece[i] === " " && map.endsInSpace) {
      ends[ends.length - 1] = end;
      continue;
    }
    // Origins ascend: the search for the next one goes on where the last one ended.
    while (following < origins.length && origins[following]! <= origins[i]!) following++;
    const next = isExact ? origins[following] : undefined;
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

/** As many characters without marks as there are, which is most of most texts, or a cluster. */
const RUN_OR_CLUSTER = new RegExp(
  `([^\\p{M}\\uff66-\\uff9f\\u1100-\\u11ff\\ua960-\\ua97f\\uac00-\\ud7ff]+(?!\\p{M}))|${CLUSTER.source}`,
  CLUSTER.flags,
);

function foldIntoBuffer(text: string, origins: number[] | null): number {
  if (buffer.length < text.length + 32) buffer = new Uint16Array(text.length * 2);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    let folded = UNITS[unit]!;
    if (folded === UNKNOWN) folded = learn(unit);
    if (folded < DROPPED) {
      if (folded === SPACE && length > 0 && buffer[length - 1] === SPACE) continue;
      if (length === buffer.length) grow();
      buffer[length++] = folded;
      origins?.push(i);
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
        buffer[length++] = part;
        origins?.push(start);
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
}

function textOfBuffer(length: number): string {
  let text = "";
  for (let start = 0; start < length; start += 8192) {
    const part = buffer.subarray(start, Math.min(length, start + 8192));
    // Much faster than spreading, which asks the array's iterator for each unit.
    text += Reflect.apply(String.fromCharCode, null, part);
  }
  return text;
}
