import { describe, expect, it } from "vitest";
import type { FloodDeadline, FloodStore } from "../../packages/core/src/ports/flood-store.ts";

/** An empty store. */
export interface FloodStoreUnderTest extends AsyncDisposable {
  readonly store: FloodStore;
}

const NOON = Date.UTC(2026, 10, 23, 12);

function deadline(change: Partial<FloodDeadline> = {}): FloodDeadline {
  const seconds = change.seconds ?? 30;
  const startedAt = change.startedAt ?? NOON;
  const until = startedAt + seconds * 1000 + 1;
  return { accountId: 7, call: "history", seconds, startedAt, until, ...change };
}

/** What every flood store promises. */
export function floodStoreContract(name: string, open: () => Promise<FloodStoreUnderTest>): void {
  describe(`${name} as a flood store`, () => {
    it("keeps a deadline to the millisecond, past ones too", async () => {
      await using test = await open();
      const past = deadline({ startedAt: 1_000 });
      expect(await test.store.extend(past)).toEqual(past);
      expect(await test.store.read(7)).toEqual([past]);
      expect(await test.store.read(8)).toEqual([]);
    });

    it("lets a deadline grow and never shrink, and answers the one that holds", async () => {
      await using test = await open();
      const [first, later] = [deadline(), deadline({ startedAt: NOON + 500 })];
      const earlier = deadline({ startedAt: NOON + 1000, seconds: 5 });
      await test.store.extend(first);
      expect(await test.store.extend(earlier)).toEqual(first);
      expect(await test.store.extend(later)).toEqual(later);
      expect(await test.store.extend(first)).toEqual(later);
      expect(await test.store.read(7)).toEqual([later]);
    });

    it("tells accounts and kinds of requests apart", async () => {
      await using test = await open();
      const all = [
        deadline(),
        deadline({ call: "resolve", seconds: 3600 }),
        deadline({ accountId: 2 ** 52, seconds: 1 }),
      ];
      for (const each of all) await test.store.extend(each);
      expect(await test.store.read(7)).toEqual(all.slice(0, 2));
      expect(await test.store.read(2 ** 52)).toEqual(all.slice(2));
    });

    it("ends with the latest of many that are told at once", async () => {
      await using test = await open();
      const many = Array.from({ length: 20 }, (_, i) => deadline({ seconds: ((i * 7) % 20) + 1 }));
      await Promise.all(many.map((each) => test.store.extend(each)));
      expect(await test.store.read(7)).toMatchObject([{ seconds: 20 }]);
    });
  });
}
