import type { Key } from "ink";
import { describe, expect, it } from "vitest";
import { isFor, type Place } from "./action.ts";
import { fuzzyScore } from "./palette-items.ts";
import { readKeys } from "./read-keys.ts";
import { ACTIONS } from "./table.ts";

const PLACES: readonly Place[] = [
  "channels",
  "search",
  "query",
  "message",
  "jobs",
  "job",
  "coverage",
  "help",
  "palette",
  "import",
  "cancel",
  "accounts",
  "login",
  "qr",
  "logout",
];

describe("the action table", () => {
  it.each(PLACES)("gives no key two meanings in %s", (place) => {
    const keys = ACTIONS.filter((action) => isFor(action, place)).flatMap((action) => action.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it("has a name of its own for every action", () => {
    const ids = ACTIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(["query", "help", "palette", "import"] as const)(
    "takes no letter away from text in %s",
    (place) => {
      const letters = ACTIONS.filter((action) => isFor(action, place))
        .flatMap(({ keys }) => keys)
        .filter((key) => [...key].length === 1);
      expect(letters).toEqual([]);
    },
  );

  it.each(PLACES)("lets people leave %s by a key", (place) => {
    const keys = ACTIONS.filter((action) => isFor(action, place)).flatMap((action) => action.keys);
    expect(keys).toContain("ctrl+c");
  });
});

describe("keys", () => {
  const none = {} as Key;
  it("are named", () => {
    expect(readKeys("", { ...none, pageDown: true })).toEqual([{ key: "pagedown", text: null }]);
    expect(readKeys("d", { ...none, ctrl: true })).toEqual([{ key: "ctrl+d", text: null }]);
    expect(readKeys("", { ...none, tab: true, shift: true })).toEqual([
      { key: "shift+tab", text: null },
    ]);
  });

  it("that arrive together are taken apart", () => {
    expect(readKeys("g😀\r", none)).toEqual([
      { key: "g", text: "g" },
      { key: "😀", text: "😀" },
      { key: "enter", text: null },
    ]);
  });
});

describe("the palette", () => {
  it("finds letters in their order and prefers those that stand together", () => {
    expect(fuzzyScore("go to jobs", "jobs")).toBeLessThan(fuzzyScore("jump over bushes", "jobs")!);
    expect(fuzzyScore("go to jobs", "sboj")).toBeNull();
  });
});
