import { describe, expect, it } from "vitest";
import { type ParsedQuery, parseQuery, type QueryError } from "./parse-query.ts";

const CHANNELS = [
  { id: "C1", title: "Рыбарь", username: "rybar", telegramId: "-1000000000123" },
  { id: "C2", title: "Local news", username: null, telegramId: "-1001234567890" },
  { id: "C3", title: "Local weather", username: null, telegramId: null },
];

function good(input: string): ParsedQuery {
  const parsed = parseQuery(input, CHANNELS);
  if (!parsed.ok) throw new Error(`${input}: ${parsed.message}`);
  return parsed;
}

function bad(input: string): QueryError {
  const parsed = parseQuery(input, CHANNELS);
  if (parsed.ok) throw new Error(`${input} was taken`);
  return parsed;
}

describe("the query language", () => {
  it("hands words, phrases and exclusions on as they stand", () => {
    expect(good('"grad strike" kharkiv -repost').query).toEqual({
      words: '"grad strike" kharkiv -repost',
    });
  });

  it("has no text query when there are only filters", () => {
    expect(good("is:edited").query).toBeNull();
    expect(good("").query).toBeNull();
  });

  it("reads a piece of text between slashes as it stands", () => {
    expect(good("/a b: c/").query).toEqual({ literal: "a b: c" });
    expect(good("/a/b/ is:edited")).toMatchObject({
      query: { literal: "a/b" },
      filter: { isEdited: true },
    });
  });

  it("finds channels by @username, by title, and by a part that fits only one", () => {
    expect(good("from:@RYBAR").filter.channels).toEqual(["C1"]);
    expect(good('from:"Local news"').filter.channels).toEqual(["C2"]);
    expect(good("from:weather,rybar").filter.channels).toEqual(["C3", "C1"]);
    expect(bad("from:local").message).toBe('2 channels match local: c/1234567890, "Local weather"');
    expect(bad("from:@nobody").message).toBe("no channel is called @nobody");
  });

  it("reads days, months and years as the start of them in UTC", () => {
    expect(good("after:2024-02 before:2024-03-11").filter).toEqual({
      postedAfter: "2024-02-01T00:00:00.000Z",
      postedBefore: "2024-03-11T00:00:00.000Z",
    });
    expect(good("after:2024-03-11T10:00:00+02:00").filter.postedAfter).toBe(
      "2024-03-11T08:00:00.000Z",
    );
    expect(bad("after:2024-02-30").message).toContain("takes a date");
    expect(bad("after:yesterday").message).toContain("takes a date");
  });

  it("reads kinds of media and states, and turns states round", () => {
    expect(good("has:photo,video").filter.mediaKinds).toEqual(["PHOTO", "VIDEO"]);
    expect(good("has:media").filter.hasMedia).toBe(true);
    expect(good("-has:media -is:deleted is:reply").filter).toEqual({
      hasMedia: false,
      isDeleted: false,
      isReply: true,
    });
    expect(good("order:relevance word").orderBy).toBe("RELEVANCE");
  });

  it.each([
    ["word has:elephant more", "has:elephant"],
    ["a is:constructor", "is:constructor"],
    ["colour:red", "colour:red"],
    ["from:", "from:"],
    ['ok "open phrase', '"open phrase'],
    ["ok /open", "/open"],
    ["x from:@nobody y", "from:@nobody"],
  ])("says where %s is wrong", (input, part) => {
    const { at, length } = bad(input);
    expect(input.slice(at, at + length)).toBe(part);
  });

  it("takes an address for a word, not for a filter", () => {
    expect(good("https://t.me/rybar").query).toEqual({ words: "https://t.me/rybar" });
  });

  it("refuses words beside a literal", () => {
    expect(bad("word /literal/").message).toContain("either words or one");
  });

  it("never throws, whatever is typed", () => {
    const pieces = ['"', "/", "-", ":", " ", "from:", "is:", "a", "\u202e", "😀", "\\"];
    for (let number = 0; number < pieces.length ** 4; number++) {
      let input = "";
      for (let rest = number, at = 0; at < 4; at++, rest = Math.floor(rest / pieces.length)) {
        input += pieces[rest % pieces.length];
      }
      expect(parseQuery(input, CHANNELS)).toHaveProperty("ok");
    }
  });
});
