import { describe, expect, it } from "vitest";
import { wordDiff } from "./word-diff.ts";

describe("what changed between two texts", () => {
  it("is told by words, and both texts can be put together from it", () => {
    const [before, after] = ["The old price is 5 €.", "The new price is 6 €!"];
    const hunks = wordDiff(before, after);
    expect(hunks).toContainEqual({ op: "DELETE", text: "old" });
    expect(hunks).toContainEqual({ op: "INSERT", text: "new" });
    const without = (op: string) =>
      hunks
        .filter((hunk) => hunk.op !== op)
        .map((hunk) => hunk.text)
        .join("");
    expect(without("INSERT")).toBe(before);
    expect(without("DELETE")).toBe(after);
  });

  it("is one replacement when the texts have nothing in common and are long", () => {
    const before = Array.from({ length: 5_000 }, (_, index) => `a${index}`).join(" ");
    const after = Array.from({ length: 5_000 }, (_, index) => `b${index}`).join("\n");
    expect(wordDiff(before, after)).toEqual([
      { op: "DELETE", text: before },
      { op: "INSERT", text: after },
    ]);
  });
});
