import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DirectClient, getHistory, idsOf } from "./direct-client.ts";
import type { IdSource } from "./id-source.ts";
import { hashOfIds, type PageRequest, pageOfIds } from "./page-of-ids.ts";

const sourceOf = (ids: readonly number[]): IdSource => ({
  below: (limit) => ids.filter((id) => id < limit).toReversed(),
  from: (start) => ids.filter((id) => id >= start),
  count: () => ids.length,
});

const everything: PageRequest = {
  offsetId: 0,
  offsetDateId: Number.POSITIVE_INFINITY,
  addOffset: 0,
  limit: 100,
  maxId: 0,
  minId: 0,
};

const someIds = fc
  .uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 150 })
  .map((ids) => ids.toSorted((one, other) => one - other));
const bound = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 420 }));

/** The documentation in five lines, for lists that fit into memory. */
function documented(ids: readonly number[], request: PageRequest): number[] {
  const list = ids.toReversed();
  const { offsetId, addOffset, limit, maxId, minId } = request;
  const offset = list.filter((id) => offsetId > 0 && id >= offsetId).length + addOffset;
  const slice = list.filter((_, index) => index >= offset && index < offset + limit);
  return slice.filter((id) => (maxId <= 0 || id < maxId) && (minId <= 0 || id > minId));
}

describe("a page of ids", () => {
  it("is what the documentation says for any offset, add_offset, limit, max_id and min_id", () => {
    fc.assert(
      fc.property(
        someIds,
        bound,
        fc.integer({ min: -130, max: 130 }),
        fc.integer({ min: 1, max: 100 }),
        bound,
        bound,
        (ids, offsetId, addOffset, limit, maxId, minId) => {
          const request = { ...everything, offsetId, addOffset, limit, maxId, minId };
          expect(pageOfIds(sourceOf(ids), request)).toEqual(documented(ids, request));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never holds more than 100 ids, and about 20 when no limit is given", () => {
    const source = sourceOf(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(pageOfIds(source, { ...everything, limit: 5_000 })).toHaveLength(100);
    expect(pageOfIds(source, { ...everything, limit: 0 })).toHaveLength(20);
  });

  it("begins below whichever is older, the id or the date", () => {
    const source = sourceOf([1, 2, 3, 4, 5, 6]);
    const page = (offsetId: number, offsetDateId: number) =>
      pageOfIds(source, { ...everything, offsetId, offsetDateId });
    expect(page(5, 3)).toEqual([2, 1]);
    expect(page(3, 5)).toEqual([2, 1]);
    expect(page(0, 1)).toEqual([]);
  });

  it("walks over each existing id once, with any limits, downwards and upwards", () => {
    const limits = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(someIds, limits, (ids, sizes) => {
        const source = sourceOf(ids);
        const seen: number[] = [];
        for (let offsetId = 0, turn = 0; ; turn++) {
          const limit = sizes[turn % sizes.length] ?? 1;
          const page = pageOfIds(source, { ...everything, offsetId, limit });
          if (page.length === 0) break;
          seen.push(...page);
          offsetId = page.at(-1) ?? 0;
        }
        expect(seen).toEqual(ids.toReversed());

        const upwards: number[] = [];
        for (let last = 0, turn = 0; ; turn++) {
          const limit = sizes[turn % sizes.length] ?? 1;
          const page = pageOfIds(source, {
            ...everything,
            offsetId: last + 1,
            addOffset: -limit,
            limit,
            minId: last,
          });
          if (page.length === 0) break;
          upwards.push(...page.toReversed());
          last = page[0] ?? 0;
        }
        expect(upwards).toEqual(ids);
      }),
      { numRuns: 500 },
    );
  });

  it("has a hash by which a client asks whether anything changed", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const peer = client.inputPeer(anna, "news");
    const hash = hashOfIds(idsOf(await client.ask(anna, getHistory(peer, { limit: 30 }))));
    expect(await client.ask(anna, getHistory(peer, { limit: 30, hash }))).toEqual({
      _: "messages.messagesNotModified",
      count: 50,
    });
    const other = await client.ask(anna, getHistory(peer, { limit: 31, hash }));
    expect(other._).toBe("messages.channelMessages");
    expect(hashOfIds([5, 4, 1])).not.toBe(hashOfIds([1, 4, 5]));
  });
});
