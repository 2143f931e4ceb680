import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObservedMessage } from "../domain/message.ts";
import { examineGap } from "./examine-gap.ts";
import { findDate } from "./find-date.ts";
import type { Script } from "./scripted-source.ts";
import { dayOf, ScriptedSource } from "./scripted-source.ts";

interface Options {
  readonly script?: Script;
  readonly limit?: number;
  readonly isDated?: (id: number) => boolean;
}

async function find(ids: readonly number[], date: number, options: Options = {}) {
  const { script, limit = 100, isDated = () => true } = options;
  const source = new ScriptedSource(ids, script);
  const access = { accountId: 7, channelId: -5, accessHash: null };
  const { signal } = new AbortController();
  const undated = (message: ObservedMessage): ObservedMessage =>
    isDated(message.id) ? message : { ...message, postedAt: null };
  const questions = {
    channelId: -5,
    ask: async (start: { below: number | null } | { above: number }) => {
      const answer = await source.history({ access, start, limit }, signal);
      return { ...answer, messages: answer.messages.map(undated) };
    },
    pause: async () => {},
  };
  const moment = await findDate(date, Math.max(...ids), (gap, order) =>
    examineGap(gap, order, questions),
  );
  return { ...moment, asked: source.questions.length };
}

describe("finding a date", () => {
  it("finds the two messages around it", async () => {
    expect(await find([10, 20, 30], dayOf(15))).toMatchObject({ lastBefore: 10, firstSince: 20 });
    expect(await find([10, 20, 30], dayOf(20))).toMatchObject({ lastBefore: 10, firstSince: 20 });
    expect(await find([10, 20, 30], dayOf(20) + 1)).toMatchObject({
      ...{ lastBefore: 20, firstSince: 30 },
    });
  });

  it("knows a date before all messages and one after them", async () => {
    expect(await find([10, 20, 30], dayOf(1))).toMatchObject({ lastBefore: 0, firstSince: 10 });
    expect(await find([10, 20, 30], dayOf(31))).toMatchObject({ lastBefore: 30, firstSince: 31 });
  });

  it("asks about once for each halving", async () => {
    const ids = Array.from({ length: 100_000 }, (_, n) => n + 1);
    const { lastBefore, firstSince, asked } = await find(ids, dayOf(71_234));
    expect([lastBefore, firstSince]).toEqual([71_233, 71_234]);
    expect(asked).toBeLessThanOrEqual(13);
  });

  it("asks no more than that when most of the channel is a hole", async () => {
    const late = Array.from({ length: 3000 }, (_, n) => 2_000_000_000 + n);
    const inside = await find(late, dayOf(2_000_001_500));
    expect(inside).toMatchObject({ lastBefore: 2_000_001_499, firstSince: 2_000_001_500 });
    expect(inside.asked).toBeLessThanOrEqual(12);
    const before = await find(late, dayOf(1));
    expect(before).toMatchObject({ lastBefore: 0, firstSince: 2_000_000_000 });
    expect(before.asked).toBeLessThanOrEqual(12);
  });

  it("finds it among any holes, undated messages and empty answers", async () => {
    const id = fc.integer({ min: 1, max: 300 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { minLength: 1, maxLength: 80 }),
        ...([id, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 40 })] as const),
        fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
        async (ids, day, limit, run, lies) => {
          const isDated = (one: number) => Math.floor(one / run) % 3 > 0;
          const script: Script = (_, turn) => (lies.includes(turn) ? [] : null);
          const moment = await find(ids, dayOf(day), { script, limit, isDated });
          const dated = ids.filter(isDated);
          expect(moment.firstSince).toBe(
            Math.min(Math.max(...ids) + 1, ...dated.filter((one) => one >= day)),
          );
          expect(moment.lastBefore).toBe(Math.max(0, ...dated.filter((one) => one < day)));
        },
      ),
      { numRuns: 500 },
    );
  });
});
