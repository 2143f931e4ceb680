import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KnownVersion } from "./version.ts";
import { judgeVersion } from "./version.ts";

const base: KnownVersion = {
  contentHash: "a",
  editedAt: null,
  rawSource: "desktop_json",
  text: "first",
};
const edited: KnownVersion = { ...base, contentHash: "b", editedAt: 100, text: "second" };

describe("judging a version", () => {
  it("lets a later edit supersede, and keeps an earlier one as older", () => {
    expect(judgeVersion(edited, base, false)).toBe("supersedes");
    expect(judgeVersion(base, edited, false)).toBe("older");
  });

  it("lets a text that was edited back become current again", () => {
    expect(judgeVersion({ ...base, editedAt: 200 }, edited, true)).toBe("supersedes");
  });

  it("takes no notice of a version that is already among the revisions", () => {
    expect(judgeVersion(base, edited, true)).toBe("same");
    expect(judgeVersion({ ...base, contentHash: "c" }, base, true)).toBe("same");
  });

  it("never lets HTML replace JSON, but keeps what HTML alone has seen", () => {
    const html: KnownVersion = { ...base, contentHash: "h", rawSource: "desktop_html" };
    expect(judgeVersion(html, base, false)).toBe("same");
    expect(judgeVersion({ ...html, text: "other" }, base, false)).toBe("older");
    expect(judgeVersion({ ...html, text: "other" }, base, true)).toBe("same");
  });

  it("lets JSON replace what was only known from HTML", () => {
    expect(
      judgeVersion(base, { ...base, contentHash: "h", rawSource: "desktop_html" }, false),
    ).toBe("supersedes");
  });

  it("settles: two versions imported in turn for ever stop changing anything", () => {
    const version = fc.record({
      contentHash: fc.constantFrom("a", "b", "c"),
      editedAt: fc.constantFrom(null, 1, 2),
      rawSource: fc.constantFrom("desktop_json" as const, "desktop_html" as const),
      text: fc.constantFrom("x", "y"),
    });
    fc.assert(
      fc.property(fc.array(version, { minLength: 1, maxLength: 5 }), (versions) => {
        let current = versions[0]!;
        const kept = new Set<string>();
        let changes = 0;
        const importAll = (): void => {
          for (const incoming of versions) {
            const verdict = judgeVersion(incoming, current, kept.has(incoming.contentHash));
            if (verdict === "same") continue;
            changes++;
            kept.add(verdict === "older" ? incoming.contentHash : current.contentHash);
            if (verdict === "supersedes") current = incoming;
          }
        };
        for (let round = 0; round < versions.length; round++) importAll();
        const settled = changes;
        importAll();
        expect(changes).toBe(settled);
      }),
    );
  });
});
