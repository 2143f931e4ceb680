import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "./errors.ts";
import { readTargets, writeTargets } from "./target-document.ts";
import type { TargetRecord } from "./target-record.ts";

const FORMATS = ["json", "csv"] as const;

const time = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }).filter((one) => !one.includes("\0")),
  fc.constantFrom("=1+1", '"', "''", "'=x", "a\r\nb", "-5", "@x", "\t,", "‮", " ", "\u001b[31m"),
);
const username = fc.option(fc.oneof(fc.stringMatching(/^\w{4,32}$/), fc.constantFrom("a b/c%")));
const hash = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const id = fc.integer({ min: -(2 ** 52), max: -1 });
const record: fc.Arbitrary<TargetRecord> = fc.record({
  id,
  kind: fc.constantFrom("channel", "supergroup", "group", "private"),
  title: text,
  username,
  usernames: fc.array(fc.record({ username, firstSeenAt: time }), { maxLength: 3 }),
  isPrivate: fc.option(fc.boolean()),
  migratedFrom: fc.option(id),
  linkedChannelId: fc.option(id),
  access: fc.array(
    fc.record({
      accountId: fc.integer({ min: 1, max: 2 ** 40 }),
      accessHash: fc.option(hash),
      confirmedAt: time,
      invite: fc.option(fc.stringMatching(/^[\w-]{10,22}$/)),
    }),
    { maxLength: 3 },
  ),
});

const GOOD: TargetRecord = {
  ...{ id: -1_000_000_000_042, kind: "channel", title: "News", username: "news" },
  usernames: [{ username: "news", firstSeenAt: "2026-11-24T03:00:00.000Z" }],
  ...{ isPrivate: false, migratedFrom: null, linkedChannelId: null, access: [] },
};

describe("a file of targets", () => {
  it.each(FORMATS)("comes back from %s as it was, whatever channels are called", (format) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(record, { selector: (one) => one.id, maxLength: 5 }),
        (records) => {
          expect(readTargets(writeTargets(records, format))).toEqual(records);
        },
      ),
    );
  });

  it("holds no cell that a spreadsheet would take for a formula", () => {
    for (const title of ["=cmd()", "+1", "-1+1", "@sum", "\t=1", "\r=1", "\n=1"]) {
      const [, line] = writeTargets([{ ...GOOD, title }], "csv").split(/\r\n(?=-?\d|$)/);
      expect(line).toMatch(/^-\d+,channel,"?'/);
    }
    expect(writeTargets([GOOD], "csv").split("\r\n")[1]).toBe(
      "-1000000000042,channel,News,news,news/2026-11-24T03:00:00.000Z,false,,,",
    );
  });

  it("may begin with a byte order mark and have the line ends of any system", () => {
    for (const format of FORMATS) {
      expect(readTargets(`\ufeff${writeTargets([GOOD], format)}`)).toEqual([GOOD]);
    }
    const lines = writeTargets([GOOD], "csv").replaceAll("\r\n", "\n");
    expect(readTargets(lines)).toEqual([GOOD]);
    expect(readTargets(lines.trimEnd())).toEqual([GOOD]);
  });

  const json = (target: unknown) => JSON.stringify(fileOf([target]));
  const fileOf = (targets: unknown) => ({ format: "telekeep-targets", version: 1, targets });
  const heading = writeTargets([], "csv");
  it.each([
    ["half a file", writeTargets([GOOD], "json").slice(0, -5), "not whole JSON"],
    ["another JSON file", "{}", "not one of Telekeep's targets"],
    ["a later version", JSON.stringify({ ...fileOf([]), version: 2 }), "another version"],
    ["no object", json(5), "the fields of target 1"],
    ["a missing field", json({ ...GOOD, kind: undefined }), "the kind of target 1"],
    ["an unknown kind", json({ ...GOOD, kind: "bot" }), "the kind of target 1"],
    ["a field too many", json({ ...GOOD, x: 1 }), "the number of fields of target 1"],
    ["an id that is none", json({ ...GOOD, id: 2 ** 53 }), "the id of target 1"],
    ["a NUL in a title", json({ ...GOOD, title: "\0" }), "the title of target 1"],
    ["half a character", json({ ...GOOD, title: "\ud800" }), "the title of target 1"],
    [
      "no time",
      json({ ...GOOD, usernames: [{ username: "a", firstSeenAt: "2026" }] }),
      "usernames",
    ],
    [
      "a hash of 65 bits",
      json({
        ...GOOD,
        access: [
          { accountId: 1, accessHash: "9223372036854775808", confirmedAt: "", invite: null },
        ],
      }),
      "the access of target 1",
    ],
    ["a channel twice", JSON.stringify(fileOf([GOOD, GOOD])), "-1000000000042 twice"],
    ["another CSV file", "a,b\r\n", "the first line"],
    ["an empty file", "", "the first line"],
    ["a cell too few", `${heading}-1,channel\r\n`, "target 1 has 2 cells"],
    ["an open quote", `${heading}-1,"channel\r\n`, "quotes"],
    ["an id of letters", `${heading}x,channel,T,,,,,,\r\n`, "the id of target 1"],
    ["neither true nor false", `${heading}-1,channel,T,,,maybe,,,\r\n`, "the isPrivate"],
    ["a lone percent sign", `${heading}-1,channel,T,,a%/b,,,,\r\n`, "percent"],
  ])("is refused whole and in one sentence: %s", (_, content, words) => {
    expect(() => readTargets(content)).toThrow(InvalidInput);
    expect(() => readTargets(content)).toThrow(words);
    expect(() => readTargets(content)).toThrow(/^[^.]*(CSV file|[^.])*\.$/);
  });
});
