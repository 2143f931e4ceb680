import { describe, expect, it } from "vitest";
import type { Change } from "../ports/update-source.ts";
import { followPages } from "./follow-pages.ts";
import { plainMessage } from "./scripted-source.ts";

const seen = (id: number, isNew = true): Change => ({
  ...{ type: "seen", id, isNew },
  ...{ message: plainMessage(id), quarantined: null },
});
const shapes = (changes: readonly Change[]) =>
  followPages(-1, changes).map(({ messages, quarantined, deleted, proves }) => ({
    ids: [...messages.map(({ id }) => id), ...quarantined.map(({ messageId }) => messageId)],
    ...{ deleted, proves },
  }));

describe("pages of what was told", () => {
  it("prove each new message's own id, and no id between two of them", () => {
    expect(shapes([seen(7), seen(8), seen(10)])).toEqual([
      { ids: [7, 8], deleted: [], proves: { first: 7, last: 8 } },
      { ids: [10], deleted: [], proves: { first: 10, last: 10 } },
    ]);
    expect(shapes([seen(10), seen(9)]).map(({ proves }) => proves)).toEqual([
      { first: 10, last: 10 },
      { first: 9, last: 9 },
    ]);
  });

  it("keep the order of a message, its edits and its end, and prove nothing by these", () => {
    const gone: Change = { type: "deleted", ids: [3, 7] };
    expect(shapes([seen(7), seen(7, false), seen(3, false), gone])).toEqual([
      { ids: [7, 7, 3], deleted: [3, 7], proves: { first: 7, last: 7 } },
    ]);
    expect(shapes([seen(3, false)])[0]?.proves).toBeNull();
    expect(shapes([gone])).toEqual([{ ids: [], deleted: [3, 7], proves: null }]);
  });

  it("count what cannot be stored as examined, like everything that a page shows", () => {
    const item = { messageId: "5", reason: "r", location: "l", raw: new Uint8Array() };
    const change: Change = { type: "seen", id: 5, isNew: true, message: null, quarantined: item };
    expect(shapes([change])).toEqual([{ ids: ["5"], deleted: [], proves: { first: 5, last: 5 } }]);
  });

  it("are never larger than a page may be, and none at all for nothing", () => {
    expect(followPages(-1, [])).toEqual([]);
    const many = Array.from({ length: 2500 }, (_, index) => seen(index + 1));
    expect(followPages(-1, many).map(({ proves }) => proves?.last)).toEqual([1000, 2000, 2500]);
  });
});
