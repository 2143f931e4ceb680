import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IdRange } from "../domain/coverage.ts";
import { MAX_MESSAGE_ID } from "../domain/ids.ts";
import { ContradictoryAnswers } from "../domain/source-failures.ts";
import type { Examined, Questions } from "./examine-gap.ts";
import { examineGap } from "./examine-gap.ts";
import type { WalkOrder } from "./plan-gaps.ts";
import type { Script } from "./scripted-source.ts";
import { ScriptedSource } from "./scripted-source.ts";

const CHANNEL = -1_000_000_000_005;
const signal = new AbortController().signal;

function questionsOf(source: ScriptedSource, limit = 100): Questions & { rounds: number[] } {
  const access = { accountId: 7, channelId: CHANNEL, accessHash: "1" };
  const rounds: number[] = [];
  return {
    channelId: CHANNEL,
    rounds,
    ask: (start) => source.history({ access, start, limit }, signal),
    pause: async (round) => void rounds.push(round),
  };
}

interface Case {
  readonly ids: readonly number[];
  readonly gap: readonly [number, number];
  readonly order?: WalkOrder;
  readonly script?: Script;
  readonly limit?: number;
}

async function examine({ ids, gap: [first, last], order = "newest_first", ...rest }: Case) {
  const source = new ScriptedSource(ids, rest.script);
  const questions = questionsOf(source, rest.limit);
  const examined = await examineGap({ first, last }, order, questions);
  return { ...summary(examined), asked: source.questions, rounds: questions.rounds };
}

function summary({ messages, proves }: Examined) {
  return { ids: messages.map(({ id }) => id), proves: [proves.first, proves.last] };
}

/** Answers the n-th question with these ids, and all others truly. */
const once =
  (turn: number, ids: readonly number[]): Script =>
  (_, n) =>
    n === turn ? ids : null;

describe("examining a gap", () => {
  it("proves what lies between the question and the page's far end, holes included", async () => {
    expect(await examine({ ids: [401, 450, 497, 499], gap: [200, 499], limit: 3 })).toEqual({
      ...{ ids: [450, 497, 499], proves: [450, 499], asked: ["<500"], rounds: [] },
    });
    const upwards = { ids: [201, 203, 450], gap: [200, 499], order: "oldest_first" } as const;
    expect(await examine({ ...upwards, limit: 2 })).toEqual({
      ...{ ids: [201, 203], proves: [200, 203], asked: [">199"], rounds: [] },
    });
  });

  it("takes a short page for no end", async () => {
    const short = await examine({ ids: [1, 2, 3, 4, 5], gap: [1, 5], script: once(1, [5]) });
    expect(short).toMatchObject({ ids: [5], proves: [5, 5] });
  });

  it("proves a whole gap by a page that begins beyond it", async () => {
    const beyond = await examine({ ids: [10, 11, 90], gap: [20, 80] });
    expect(beyond).toMatchObject({ proves: [10, 80], asked: ["<81"] });
  });

  it("believes an empty answer only when the other side begins beyond the gap", async () => {
    expect(await examine({ ids: [50, 60], gap: [1, 49] })).toEqual({
      ...{ ids: [50, 60], proves: [1, 60], asked: ["<50", ">0"], rounds: [] },
    });
  });

  it("sees through an empty answer before the end, and keeps what the other side shows", async () => {
    const lie = await examine({ ids: [3, 9, 40], gap: [1, 49], script: once(1, []) });
    expect(lie).toEqual({
      ...{ ids: [3, 9, 40], proves: [1, 40], asked: ["<50", ">0"], rounds: [] },
    });
    const upwards = { gap: [1, 49], order: "oldest_first", script: once(1, []) } as const;
    expect(await examine({ ids: [3, 9, 40], ...upwards, limit: 2 })).toMatchObject({
      ...{ ids: [9, 40], proves: [9, 49], asked: [">0", "<50"] },
    });
  });

  it("believes that there is nothing on either side only after three rounds", async () => {
    const nothing = await examine({ ids: [], gap: [5, 9] });
    expect(nothing).toMatchObject({ ids: [], proves: [5, 9], rounds: [1, 2] });
    expect(nothing.asked).toEqual(["<10", ">4", "<10", ">4", "<10", ">4"]);
    const twice: Script = (_, turn) => (turn <= 5 ? [] : null);
    expect(await examine({ ids: [7], gap: [5, 9], script: twice })).toMatchObject({
      ...{ ids: [7], proves: [5, 7] },
    });
  });

  it("begins to count anew when an answer in between is not empty", async () => {
    // Rounds: empty, empty, stray, empty, empty, then the truth.
    const script: Script = (_, turn) => (turn === 5 ? [60] : turn <= 10 ? [] : null);
    expect(await examine({ ids: [7], gap: [5, 9], script })).toMatchObject({
      ...{ ids: [7], rounds: [1, 2, 3, 4, 5] },
    });
  });

  it("takes no proof from an answer to another question", async () => {
    const stray = await examine({ ids: [10, 20, 30], gap: [1, 25], script: once(1, [30, 31]) });
    expect(stray).toMatchObject({ asked: ["<26", ">0"], ids: [10, 20, 30], proves: [1, 30] });
    const upwards = { ids: [30], gap: [20, 40], order: "oldest_first" } as const;
    expect(await examine({ ...upwards, script: once(1, [3, 19]) })).toMatchObject({
      ...{ asked: [">19", "<41"], ids: [30], proves: [30, 40] },
    });
    const both: Script = (_, turn) => (turn === 1 ? [30] : turn === 2 ? [] : null);
    expect(await examine({ ids: [10, 20, 30], gap: [1, 25], script: both })).toMatchObject({
      ...{ rounds: [1], ids: [10, 20], proves: [10, 25] },
    });
  });

  it("takes from an overlapping page no more than was asked for", async () => {
    const overlap = await examine({ ids: [], gap: [1, 25], script: once(1, [20, 24, 26, 40]) });
    expect(overlap).toMatchObject({ proves: [20, 25], asked: ["<26"] });
  });

  it("gives up instead of asking for ever", async () => {
    const source = new ScriptedSource([], (question) => (question === "<26" ? [30] : []));
    const questions = questionsOf(source);
    const gap = { first: 1, last: 25 };
    await expect(examineGap(gap, "newest_first", questions)).rejects.toThrow(ContradictoryAnswers);
    expect(source.questions).toHaveLength(16);
    expect(questions.rounds).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("asks for the newest where no greater id can be named", async () => {
    const top = await examine({ ids: [MAX_MESSAGE_ID], gap: [5, MAX_MESSAGE_ID] });
    expect(top).toMatchObject({ asked: ["<"], proves: [MAX_MESSAGE_ID, MAX_MESSAGE_ID] });
  });

  it("always proves part of the gap from one of its ends, and nothing that it did not see", async () => {
    const id = fc.integer({ min: 1, max: 60 });
    const answers = fc.array(fc.option(fc.constant("empty"), { nil: "truth", freq: 3 }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(id, { minLength: 1 }),
        ...([id, id, answers, fc.integer({ min: 1, max: 9 })] as const),
        fc.constantFrom<WalkOrder>("newest_first", "oldest_first"),
        async (ids, a, b, lies, limit, order) => {
          const gap: IdRange = { first: Math.min(a, b), last: Math.max(a, b) };
          const script: Script = (_, turn) => (lies[turn - 1] === "empty" ? [] : null);
          const source = new ScriptedSource(ids, script);
          const { messages, proves } = await examineGap(gap, order, questionsOf(source, limit));
          const seen = new Set(messages.map((message) => message.id));
          const isEnd = proves.first <= gap.first || proves.last >= gap.last;
          expect(isEnd && proves.last >= gap.first && proves.first <= gap.last).toBe(true);
          const inside = ids.filter((one) => one >= proves.first && one <= proves.last);
          expect(inside.filter((one) => !seen.has(one))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
