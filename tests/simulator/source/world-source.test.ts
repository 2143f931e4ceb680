import { describe, expect, it } from "vitest";
import { markPeer } from "../../../packages/core/src/domain/ids.ts";
import {
  ChannelInaccessible,
  FloodWait,
  SourceUnavailable,
} from "../../../packages/core/src/domain/source-failures.ts";
import type { HistoryStart } from "../../../packages/core/src/ports/message-source.ts";
import { VirtualClock } from "../../../packages/core/src/virtual-clock.ts";
import { FaultPlan } from "../faults/fault-plan.ts";
import type { FaultEffect, FaultRule } from "../faults/fault-rule.ts";
import type { FloodLimit } from "../faults/flood-limiter.ts";
import { FloodLimiter } from "../faults/flood-limiter.ts";
import { large } from "../world/presets/large.ts";
import { tiny } from "../world/presets/tiny.ts";
import { Random } from "../world/prng.ts";
import { World } from "../world/world.ts";
import { sourceFaults } from "./source-faults.ts";
import type { GivenAnswer } from "./world-source.ts";
import { WorldSource } from "./world-source.ts";

const { signal } = new AbortController();

interface Options {
  readonly effect?: FaultEffect;
  readonly rules?: readonly FaultRule[];
  readonly limits?: Readonly<Record<string, FloodLimit>>;
  readonly holes?: number;
}

/** Anna's view of a channel of 400 ids. */
function setUp({ effect, rules = [], limits = {}, holes = 0 }: Options = {}) {
  const clock = new VirtualClock();
  const now = () => clock.now();
  const world = new World({ seed: 3, spec: large({ ids: 400, holes, content: "plain" }), now });
  const one = effect === undefined ? [] : [{ name: "it", match: { calls: 1 }, effect }];
  const limiter = new FloodLimiter(now, limits);
  const answers: GivenAnswer[] = [];
  const server = {
    ...{ world, clock, limiter, plan: new FaultPlan(3, [...one, ...rules]) },
    ...{ random: new Random(3), onAnswer: (answer: GivenAnswer) => answers.push(answer) },
  };
  const source = new WorldSource(server, "anna");
  const chat = world.chat("large1");
  const access = {
    ...{ accountId: source.accountId, channelId: markPeer("channel", chat.id), accessHash: null },
  };
  const ask = (start: HistoryStart, limit = 100) =>
    clock.run(source.history({ access, start, limit }, signal));
  const idsOf = async (start: HistoryStart, limit?: number) =>
    (await ask(start, limit)).messages.map(({ id }) => id);
  return { clock, world, server, source, chat, access, limiter, answers, ask, idsOf };
}

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("a source without a wire", () => {
  it("answers pages in both directions, nearest first, in ascending order", async () => {
    const { idsOf, answers } = setUp();
    expect(await idsOf({ below: null })).toEqual(range(301, 400));
    expect(await idsOf({ below: 50 })).toEqual(range(1, 49));
    expect(await idsOf({ above: 0 }, 3)).toEqual([1, 2, 3]);
    expect(await idsOf({ above: 399 })).toEqual([400]);
    expect(await idsOf({ above: 400 })).toEqual([]);
    expect(await idsOf({ below: 1 })).toEqual([]);
    expect(answers.map(({ examined }) => examined)).toEqual([
      { first: 301, last: 400 },
      { first: 1, last: 49 },
      { first: 1, last: 3 },
      { first: 400, last: 400 },
      // Ids that are not given out cannot be examined; below the first one there are none.
      null,
      null,
    ]);
  });

  it("shows messages as they are, and leaves holes out", async () => {
    const { ask, chat, world } = setUp({ holes: 0.5 });
    const { messages, ids, total } = await ask({ below: null });
    expect(messages).toHaveLength(100);
    expect(ids).toEqual({ least: messages[0]?.id, greatest: chat.history.top });
    expect(total).toBe(chat.history.count);
    for (const { id, text, postedAt } of messages) {
      expect([text, postedAt]).toEqual([chat.history.message(id)?.text, chat.history.dateOf(id)]);
      expect(world.served.has(chat, id, 0)).toBe(true);
    }
  });

  const shapes: readonly (readonly [FaultEffect, readonly number[], object | null])[] = [
    [{ kind: "emptyPage" }, [], null],
    [{ kind: "shortPage", drop: "oldest", count: 97 }, [297, 298, 299], { first: 297, last: 299 }],
    [{ kind: "shortPage", drop: "oldest", count: 300 }, [], null],
    [{ kind: "overlap", ids: 30 }, range(230, 329), { first: 230, last: 299 }],
    [{ kind: "overlap", ids: 200 }, range(301, 400), null],
    [
      { kind: "duplicateMessages", count: 2 },
      [200, 200, 201, 201, ...range(202, 299)],
      { first: 200, last: 299 },
    ],
  ];
  it.each(shapes)("makes of a page what %j says, and knows what it is worth", async (...shape) => {
    const [effect, ids, examined] = shape;
    const { idsOf, answers } = setUp({ effect });
    expect(await idsOf({ below: 300 })).toEqual(ids);
    expect(answers[0]?.examined).toEqual(examined);
    expect(await idsOf({ below: 300 })).toEqual(range(200, 299));
  });

  it("turns overlaps and missing tails round for pages that go upwards", async () => {
    const overlap = setUp({ effect: { kind: "overlap", ids: 30 } });
    expect(await overlap.idsOf({ above: 100 })).toEqual(range(71, 170));
    expect(overlap.answers[0]?.examined).toEqual({ first: 101, last: 170 });
    const short = setUp({ effect: { kind: "shortPage", drop: "oldest", count: 99 } });
    expect(await short.idsOf({ above: 100 })).toEqual([101]);
  });

  it.each([
    [{ kind: "error", code: 500, message: "INTERNAL" }],
    [{ kind: "disconnect", when: "in" }],
  ] as readonly (readonly [FaultEffect])[])("is unavailable once by %j", async (effect) => {
    const { ask, answers, source } = setUp({ effect });
    await expect(ask({ below: null })).rejects.toThrow(SourceUnavailable);
    expect([answers.length, source.closed.aborted]).toEqual([0, false]);
    expect((await ask({ below: null })).messages).toHaveLength(100);
  });

  it("is closed for good when the connection is", async () => {
    const { ask, source } = setUp({ effect: { kind: "halfOpen" } });
    await expect(ask({ below: null })).rejects.toThrow(SourceUnavailable);
    expect(source.closed.reason).toBeInstanceOf(SourceUnavailable);
    await expect(ask({ below: null })).rejects.toThrow(SourceUnavailable);
  });

  it("demands pauses, by chance and by its limits, and remembers who came too early", async () => {
    const chance = setUp({ effect: { kind: "floodWait", seconds: 20 } });
    await expect(chance.ask({ below: null })).rejects.toMatchObject({
      call: "history",
      seconds: 20,
    });
    await chance.clock.pass(19_000);
    await expect(chance.ask({ below: null })).rejects.toThrow(FloodWait);
    expect(chance.limiter.early).toHaveLength(1);
    await chance.clock.pass(2000);
    expect((await chance.ask({ below: null })).messages).toHaveLength(100);

    const limited = setUp({ limits: { history: { capacity: 2, perSecond: 0.1 } } });
    await limited.ask({ below: null });
    await limited.ask({ below: null });
    await expect(limited.ask({ below: null })).rejects.toThrow(FloodWait);
    expect(limited.limiter.early).toEqual([]);
  });

  it("lets things happen between two pages", async () => {
    const rule = (what: "post" | "edit" | "delete", calls: number): FaultRule => ({
      ...{ name: what, match: { calls }, effect: { kind: "mutate", what, count: 2 } },
    });
    const { ask, chat } = setUp({ rules: [rule("post", 1), rule("delete", 2), rule("edit", 3)] });
    expect((await ask({ below: null })).ids?.greatest).toBe(400);
    const { messages } = await ask({ below: null });
    expect(messages.at(-1)?.id).toBe(402);
    expect(messages.filter(({ id }) => !chat.history.exists(id))).toHaveLength(2);
    const unedited = await ask({ below: null });
    const edited = await ask({ below: null });
    const before = new Map(unedited.messages.map(({ id, text }) => [id, text]));
    const isChanged = edited.messages.filter(({ id, text }) => before.get(id) !== text);
    expect(isChanged).toHaveLength(2);
    expect(isChanged.every(({ editedAt }) => editedAt !== null)).toBe(true);
  });

  it("stops at once when it is aborted, and tells of no answer then", async () => {
    const { clock, source, access, answers } = setUp({ effect: { kind: "delay", ms: 60_000 } });
    const stop = new AbortController();
    const asked = source.history({ access, start: { below: null }, limit: 1 }, stop.signal);
    void clock.sleep(5000).then(() => stop.abort(new Error("enough")));
    const before = clock.now();
    await expect(clock.run(asked)).rejects.toThrow("enough");
    expect([clock.now() - before, answers.length]).toEqual([5000, 0]);
  });

  it("does the same for the same seed", async () => {
    const run = async () => {
      const { ask, clock, answers } = setUp({ rules: sourceFaults(3, 60) });
      const log: string[] = [];
      for (let turn = 0; turn < 60; turn++) {
        const answer = await ask({ below: 400 - turn }).catch((error: Error) => error.message);
        log.push(`${clock.now()} ${JSON.stringify(answer)}`);
      }
      return { log, answers: answers.map(({ ids, examined }) => ({ ids, examined })) };
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first.log).size).toBeGreaterThan(30);
  });

  it("finds channels as the account sees them", async () => {
    const clock = new VirtualClock();
    const world = new World({ seed: 1, spec: tiny, now: () => clock.now() });
    const limiter = new FloodLimiter(() => clock.now());
    const shared = { world, clock, limiter, plan: new FaultPlan(1), random: new Random(1) };
    const [anna, boris] = [new WorldSource(shared, "anna"), new WorldSource(shared, "boris")];
    const name = { type: "username", username: "HARBOUR_NEWS" } as const;
    const news = await clock.run(anna.resolve(name, signal));
    expect(news).toMatchObject({
      profile: { id: -1_001_001_000_001, kind: "channel", title: "Harbour News", isPrivate: false },
      ...{ topMessageId: 50, isForum: false, linkedChannelId: null },
    });
    expect(await clock.run(anna.look(news.access, signal))).toEqual(news);
    const seenByBoris = await clock.run(boris.resolve(name, signal));
    expect(seenByBoris.access.accessHash).not.toBe(news.access.accessHash);
    const secret = { type: "invite", hash: "AbCdEfGhIjKlMnOp" } as const;
    const { access } = await clock.run(anna.resolve(secret, signal));
    const refusal = clock.run(boris.look(access, signal));
    await expect(refusal).rejects.toThrow(ChannelInaccessible);
    await expect(refusal).rejects.toMatchObject({ reason: "private" });
    const unknown = { type: "username", username: "nobody_here" } as const;
    await expect(clock.run(anna.resolve(unknown, signal))).rejects.toMatchObject({
      reason: "not_found",
    });
    const { dialogs } = await clock.run(boris.dialogs(null, signal));
    const titles = dialogs.map(({ found }) => found.profile.title);
    expect(titles).toContain("On the Quay");
    expect(titles).not.toContain("Tide Watch (members only)");
  });

  it("tells of messages one by one which are there and which are not", async () => {
    const { clock, source, access, world, chat } = setUp();
    chat.history.delete(7, world.now());
    const { messages, absent } = await clock.run(source.messages(access, [5, 7, 900], signal));
    expect([messages.map(({ id }) => id), absent]).toEqual([[5], [7, 900]]);
  });
});
