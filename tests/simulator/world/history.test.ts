import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edit, post, remove } from "./change-messages.ts";
import { large } from "./presets/large.ts";
import { nasty } from "./presets/nasty.ts";
import { tiny } from "./presets/tiny.ts";
import { stir } from "./stir.ts";
import { World, type WorldSpec } from "./world.ts";

const NOW = Date.UTC(2026, 10, 23);
const world = (spec: WorldSpec, seed = 1) => new World({ seed, spec, now: () => NOW });
const bytes = (value: unknown) =>
  JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));
const everything = (one: World) =>
  bytes(one.chats.map(({ history }) => [...history.from(0)].map((id) => history.message(id))));

describe("a world", () => {
  it("is the same for the same seed, byte for byte, in whatever order it is read", () => {
    const [first, second] = [world(tiny), world(tiny)];
    for (const { history } of second.chats)
      for (const id of history.below(1e9)) history.message(id);
    expect(everything(second)).toBe(everything(first));
    expect(everything(world(tiny, 2))).not.toBe(everything(first));
  });

  it("lives through the same things for the same seed", () => {
    const lived = () => {
      const one = world(tiny);
      const log = Array.from({ length: 300 }, (_, turn) => stir(one, one.chats, turn));
      return [...log, everything(one)];
    };
    expect(lived()).toEqual(lived());
    expect(lived().some((line) => line.startsWith("edit") && line.endsWith("true"))).toBe(true);
  });

  it("of a million ids in a chat keeps none of them", () => {
    const { history } = world(large({ ids: 1_000_000 })).chat("large1");
    expect(history.count).toBeGreaterThan(960_000);
    expect(history.count).toBeLessThan(980_000);
    expect(history.message([...history.below(500_001).take(1)][0] ?? 0)?.text).not.toBe(undefined);
    expect(history.changedIds()).toEqual([]);
  });

  it("walks downwards and upwards over the same ids, those that exist", () => {
    for (const spec of [tiny, nasty]) {
      const one = world(spec);
      for (let turn = 0; turn < 60; turn++)
        stir(
          one,
          one.chats.filter(({ key }) => key !== "edges"),
          turn,
        );
      for (const { history } of one.chats) {
        const up = [...history.from(0)];
        expect([...history.below(Number.POSITIVE_INFINITY)]).toEqual(up.toReversed());
        expect(up).toHaveLength(history.count);
        expect(up.every((id) => history.exists(id))).toBe(true);
        expect(up.toSorted((a, b) => a - b)).toEqual(up);
      }
    }
  });

  it("gives later messages later times, and finds messages by time", () => {
    const one = world(nasty);
    for (const { history } of one.chats) {
      const ids = [...history.from(0)];
      const dates = ids.map((id) => history.dateOf(id));
      expect(dates.toSorted((a, b) => a - b)).toEqual(dates);
      expect(dates).toEqual(ids.map((id) => history.message(id)?.date));
      fc.assert(
        fc.property(fc.constantFrom(...dates), fc.integer({ min: -1, max: 1 }), (date, shift) => {
          const bound = history.firstSince(date + shift);
          expect(ids.filter((id) => id < bound)).toEqual(
            ids.filter((id) => history.dateOf(id) < date + shift),
          );
        }),
        { numRuns: 30 },
      );
    }
  });

  it("finds posts by time, too", () => {
    let time = NOW;
    const one = new World({ seed: 1, spec: tiny, now: () => time });
    const chat = one.chat("news");
    const posts = [0, 1, 2].map(() => {
      time += 60_000;
      return post(one, chat);
    });
    const dates = posts.map((id) => chat.history.dateOf(id));
    expect(dates.map((date) => chat.history.firstSince(date))).toEqual(posts);
    expect(chat.history.firstSince(dates[2]! + 1)).toBe(posts[2]! + 1);
  });

  it("keeps every version of a message, and deleted ones", () => {
    const one = world(tiny);
    const chat = one.chat("news");
    const id = post(one, chat, { text: "first" });
    edit(one, chat, id, {
      text: "second",
      entities: [{ _: "messageEntityBold", offset: 0, length: 6 }],
    });
    edit(one, chat, id);
    remove(one, chat, [id]);
    const texts = [0, 1, 2, 3].map((version) => chat.history.version(id, version)?.text);
    expect(texts.slice(0, 2)).toEqual(["first", "second"]);
    expect(texts[2]).toMatch(/^second\n\nUPD 2: ./);
    expect(texts[3]).toBe(undefined);
    expect(chat.history.message(id)).toBe(null);
    expect(chat.history.deletedAt(id)).toBe(NOW);
    expect(chat.history.version(id, 1)?.editDate).toBe(NOW / 1000);
    expect(edit(one, chat, id)).toBe(false);
  });

  it("can hold the highest id there is, and then no other", () => {
    const one = world(nasty);
    const chat = one.chat("edges");
    expect(chat.history.lastGiven).toBe(2 ** 31 - 1);
    expect(() => post(one, chat)).toThrow("No id is left");
  });
});
