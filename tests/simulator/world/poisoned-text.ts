import { type FormattedText, TextWriter } from "./entity.ts";
import type { Random } from "./prng.ts";

/** Text that means harm, or breaks those who trust it. */
export interface PoisonedText extends FormattedText {
  /** The bytes as they go over the wire, when they are not `text` in UTF-8. */
  readonly bytes?: Buffer;
}

const NUL = "\u0000";
const ESC = "\u001b";

const PLAIN: readonly string[] = [
  `${ESC}[2J${ESC}[H${ESC}]0;title${"\u0007"}cleared`,
  `${ESC}]52;c;cm0gLXJmIC8=${"\u0007"}clipboard ${ESC}]8;;https://example.org${ESC}\\link${ESC}]8;;${ESC}\\`,
  `${"\u009b"}31mC1 colour${"\u0085"}next line`,
  `photo\u202egpj.exe and \u2066isolated\u2069 and \u200frtl\u200e`,
  `before${NUL}after${NUL}${NUL}`,
  `'; DROP TABLE message; -- \\' " \` $\{x} %s %n {{x}}`,
  `=HYPERLINK("https://example.org","cell")\t+1\t@SUM(1)\t-2`,
  `<script>alert(1)</script><img src=x onerror=alert(1)>&amp;&#0;`,
  `\\u0000 \\x1b \\n {"_":"message"} \uFEFF`,
  [..."stacked"].map((letter) => letter + "\u0301\u0323\u0334".repeat(9)).join(""),
  "\u0605\u06dd\u08e2\u110bd 𒐫﷽ ⸻ \u{e0001}\u{e0041}",
  "\u202e".repeat(40),
  "\r\n\r\n\u2028\u2029\v\f\b\u007f",
];

/** Bytes no encoder of UTF-8 writes; a decoder shows U+FFFD for each of them. */
const BROKEN: readonly Buffer[] = [
  Buffer.concat([Buffer.from("lone high "), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(" end")]),
  Buffer.concat([Buffer.from("lone low "), Buffer.from([0xed, 0xb0, 0x80]), Buffer.from(" end")]),
  Buffer.from([0x63, 0x75, 0x74, 0x20, 0xf0, 0x9f, 0x98]),
  Buffer.from([0x6f, 0x76, 0x65, 0x72, 0x6c, 0x6f, 0x6e, 0x67, 0x20, 0xc0, 0xaf, 0xff, 0xfe]),
];

/** How many different poisoned texts there are; `poisonedText` takes the rest of a division. */
export const POISONED_TEXTS = PLAIN.length + BROKEN.length + 2;

/** The poisoned text of this number. */
export function poisonedText(number: number, random: Random): PoisonedText {
  const index = number % POISONED_TEXTS;
  const plain = PLAIN[index];
  if (plain !== undefined) return { text: plain, entities: [] };
  const broken = BROKEN[index - PLAIN.length];
  if (broken !== undefined) {
    return { text: broken.toString("utf8"), entities: [], bytes: broken };
  }
  return index === POISONED_TEXTS - 1 ? longestWord(random) : outOfRange();
}

/** 4,096 units without a space, in characters that a terminal shows twice as wide. */
function longestWord(random: Random): FormattedText {
  const word = random.pick(["漢", "ﷺ", "꧅", "W"]);
  return new TextWriter().styled("messageEntityCode", word.repeat(4096)).done();
}

/** Entities that lie outside their text, overlap, or split a surrogate pair. */
function outOfRange(): FormattedText {
  return {
    text: "a😀b",
    entities: [
      { _: "messageEntityBold", offset: 2, length: 1 },
      { _: "messageEntityItalic", offset: 1, length: 40 },
      { _: "messageEntityTextUrl", offset: 3, length: 1, url: "javascript:alert(1)" },
      { _: "messageEntityCode", offset: 9_000, length: 4 },
    ],
  };
}
