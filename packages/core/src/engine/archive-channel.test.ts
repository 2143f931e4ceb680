import { describe, expect, it } from "vitest";
import type { Coverage } from "../domain/coverage.ts";
import { InvalidInput } from "../domain/errors.ts";
import { MAX_MESSAGE_ID } from "../domain/ids.ts";
import type { CommitResult, Page } from "../domain/page.ts";
import {
  AccountRefused,
  ChannelInaccessible,
  FloodWait,
  SourceUnavailable,
} from "../domain/source-failures.ts";
import { DatabaseUnavailable } from "../domain/store-failures.ts";
import { MemoryStore } from "../store/memory-store.ts";
import { VirtualClock } from "../virtual-clock.ts";
import type { ArchiveBounds, ArchiveRequest } from "./archive-channel.ts";
import { archiveChannel } from "./archive-channel.ts";
import type { ArchiveProgress } from "./archive-progress.ts";
import { FloodGate } from "./flood-gate.ts";
import { MemoryFloods } from "./memory-floods.ts";
import type { Script } from "./scripted-source.ts";
import { dayOf, ScriptedSource } from "./scripted-source.ts";

const CHANNEL = -1_000_000_000_005;
const ALL: ArchiveBounds = { from: null, to: null, since: null, until: null };

/** The store, with every page that was offered to it. */
class WatchedStore extends MemoryStore {
  readonly pages: Page[] = [];
  committed = 0;
  /** Stands between a page and its commit. */
  before: (page: Page) => Promise<void> | void = () => {};
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    super();
    this.#clock = clock;
  }

  override async commitPage(page: Page): Promise<CommitResult> {
    this.pages.push(page);
    await this.before(page);
    const result = await this.#clock.during(() => super.commitPage(page));
    this.committed++;
    return result;
  }
}

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

async function setUp(ids: readonly number[], script?: Script) {
  const clock = new VirtualClock();
  const source = new ScriptedSource(ids, script);
  const store = new WatchedStore(clock);
  await store.saveChannel({
    ...{ id: CHANNEL, kind: "channel", title: "T", username: null, isPrivate: null },
    isIdFromTelegram: true,
  });
  const gate = new FloodGate({ floods: new MemoryFloods(), clock });
  const stop = new AbortController();
  const told: ArchiveProgress[] = [];
  const access = { accountId: 7, channelId: CHANNEL, accessHash: "1" };
  const start = (change: Partial<ArchiveRequest> = {}) =>
    archiveChannel({
      ...{ source, access, store, gate, clock, random: () => 0.5, jobId: "job" },
      ...{ signal: stop.signal, onProgress: (progress) => told.push(progress), ...change },
    });
  const archive = (change: Partial<ArchiveRequest> = {}) => clock.run(start(change));
  const covered = () => store.read(CHANNEL).coverage.map(({ first, last }) => [first, last]);
  const stored = () => [...store.read(CHANNEL).messages.keys()].toSorted((a, b) => a - b);
  return { clock, source, store, stop, told, start, archive, covered, stored };
}

describe("archiving a channel", () => {
  it("commits every message with the range that its page proves, newest first", async () => {
    const { archive, store, source, covered } = await setUp(range(1, 250).filter((id) => id % 7));
    const report = await archive();
    expect(store.pages.map(({ proves }) => [proves?.first, proves?.last])).toEqual([
      ...[
        [135, 250],
        [18, 134],
        [1, 17],
      ],
    ]);
    expect(covered()).toEqual([[1, 250]]);
    expect(source.questions).toEqual(["<", "<135", "<18"]);
    expect(store.pages.every(({ jobId, source: by }) => jobId && by === "backfill")).toBe(true);
    expect(report).toEqual({
      ...{ topMessageId: 250, bounds: { first: 1, last: 250 }, idsExamined: 250, absent: 35 },
      ...{ messagesAdded: 215, messagesAlreadyPresent: 0, revisionsAdded: 0, quarantined: 0 },
    });
  });

  it("goes oldest first on request", async () => {
    const { archive, store, covered } = await setUp(range(1, 350));
    await archive({ order: "oldest_first" });
    expect(store.pages.map(({ proves }) => [proves?.first, proves?.last])).toEqual([
      ...[
        [251, 350],
        [1, 100],
        [101, 200],
        [201, 300],
      ],
    ]);
    expect(covered()).toEqual([[1, 350]]);
  });

  it("asks only about what is not covered, and brings a channel up to date", async () => {
    const { archive, source, store } = await setUp(range(1, 350));
    await store.commitPage({
      ...{ channelId: CHANNEL, source: "backfill", messages: [], quarantined: [], jobId: null },
      proves: { first: 1, last: 240 },
    });
    const first = await archive();
    expect(source.questions).toEqual(["<", "<251"]);
    expect(first.idsExamined).toBe(110);
    for (const id of range(351, 360)) source.ids.add(id);
    source.questions.length = 0;
    const second = await archive();
    expect(source.questions).toEqual(["<"]);
    expect(second).toMatchObject({ idsExamined: 10, messagesAdded: 10, topMessageId: 360 });
  });

  it("asks for the next page while one commits, and never for more", async () => {
    const { start, clock, source, store } = await setUp(range(1, 700));
    const finish: (() => void)[] = [];
    store.before = () => new Promise((resolve) => finish.push(resolve));
    const archiving = start();
    for (let page = 1; page <= 7; page++) {
      // Far longer than the pace between two requests.
      await clock.pass(20_000);
      expect(store.pages).toHaveLength(page);
      expect(source.questions).toHaveLength(Math.min(page + 1, 7));
      finish[page - 1]!();
    }
    await clock.run(archiving);
    expect(store.committed).toBe(7);
  });

  it("claims nothing when a commit fails, and does not wait for the page on its way", async () => {
    const isFlooded: Script = (_, turn) => (turn === 3 ? new FloodWait("history", 3000) : null);
    const { archive, clock, store, covered, source } = await setUp(range(1, 700), isFlooded);
    const away = new DatabaseUnavailable("test");
    store.before = async () => {
      if (store.pages.length < 2) return;
      await clock.sleep(5000);
      throw away;
    };
    const begun = clock.now();
    await expect(archive()).rejects.toBe(away);
    expect(clock.now() - begun).toBeLessThan(10_000);
    expect(covered()).toEqual([[601, 700]]);
    await clock.pass(4_000_000);
    expect([store.pages.length, source.questions.length]).toEqual([2, 3]);
    store.before = () => {};
    await archive();
    expect(covered()).toEqual([[1, 700]]);
  });

  it("commits no page after one that failed, even if it is there already", async () => {
    const { archive, clock, store } = await setUp(range(1, 700));
    store.before = async () => {
      await clock.sleep(5000);
      throw new DatabaseUnavailable("test");
    };
    await expect(archive()).rejects.toThrow(DatabaseUnavailable);
    await clock.pass(60_000);
    expect(store.pages).toHaveLength(1);
  });

  it("keeps to the ids that are wanted, in messages and in proof", async () => {
    const { archive, covered, stored } = await setUp(range(1, 500));
    const report = await archive({ bounds: { ...ALL, from: 120, to: 330 } });
    expect(covered()).toEqual([[120, 330]]);
    expect(stored()).toEqual(range(120, 330));
    expect(report).toMatchObject({ bounds: { first: 120, last: 330 }, idsExamined: 211 });
    expect(await archive({ bounds: { ...ALL, from: 9000 } })).toMatchObject({
      ...{ bounds: null, idsExamined: 0 },
    });
    expect(covered()).toEqual([[120, 330]]);
  });

  it("keeps to the time that is wanted", async () => {
    const { archive, covered, stored } = await setUp(range(1, 500));
    const report = await archive({ bounds: { ...ALL, since: dayOf(200), until: dayOf(300) } });
    expect(stored()).toEqual(range(200, 299));
    expect(covered()).toEqual([[200, 299]]);
    expect(report.bounds).toEqual({ first: 200, last: 299 });
  });

  it("refuses bounds that can hold nothing", async () => {
    const { archive, source } = await setUp([1]);
    await expect(archive({ bounds: { ...ALL, from: 5, to: 4 } })).rejects.toThrow(InvalidInput);
    await expect(archive({ bounds: { ...ALL, since: 9, until: 9 } })).rejects.toThrow(InvalidInput);
    expect(source.questions).toEqual([]);
  });

  it("never claims ids that are not given out yet", async () => {
    const posts: Script = (_, turn) => {
      source.ids.add(350 + turn);
      return null;
    };
    const { archive, covered, source, stored } = await setUp(range(1, 350), posts);
    for (let turn = 0; turn < 3; turn++) {
      const { topMessageId } = await archive({ order: "oldest_first" });
      const [[first, last]] = covered() as [[number, number]];
      expect([first, covered().length]).toEqual([1, 1]);
      expect(last).toBeGreaterThanOrEqual(topMessageId ?? 0);
      expect(last).toBeLessThanOrEqual(Math.max(...source.ids));
      expect(stored()).toEqual([...source.ids].filter((id) => id <= last));
    }
  });

  it("archives a channel without messages, and one whose ids have run out", async () => {
    const empty = await setUp([]);
    expect(await empty.archive()).toMatchObject({ topMessageId: null, bounds: null });
    expect(empty.covered()).toEqual([]);
    expect(empty.told.at(-1)).toMatchObject({ idsDone: 0, idsTotal: 0 });
    const full = await setUp([MAX_MESSAGE_ID - 3, MAX_MESSAGE_ID]);
    await full.archive();
    expect(full.covered()).toEqual([[1, MAX_MESSAGE_ID]]);
  });

  it("waits while Telegram is away, and says why and until when", async () => {
    const away = new SourceUnavailable("Telegram does not answer.");
    const { archive, told, covered } = await setUp(range(1, 300), (_, turn) =>
      turn >= 2 && turn <= 4 ? away : null,
    );
    await archive();
    expect(covered()).toEqual([[1, 300]]);
    const waits = told.flatMap(({ wait }) => wait ?? []);
    expect(waits).toHaveLength(3);
    expect(
      waits.every(({ kind, reason }) => kind === "unavailable" && reason === away.message),
    ).toBe(true);
    expect(told.at(-1)?.wait).toBeNull();
  });

  it("ends when the connection is lost for good, in a wait as well", async () => {
    const { start, clock, source } = await setUp([1], () => new SourceUnavailable("away"));
    const archiving = start();
    const lost = new SourceUnavailable("The connection is lost.");
    void clock.sleep(60_000).then(() => source.close(lost));
    await expect(clock.run(archiving)).rejects.toBe(lost);
    await expect(clock.run(start())).rejects.toBe(lost);
  });

  it.each([
    new ChannelInaccessible("private", "The channel is private."),
    new AccountRefused(7, "revoked"),
    new Error("a defect"),
  ])("ends with what cannot be mended by asking again: %s", async (failure) => {
    const { archive, store, covered } = await setUp(range(1, 400), (_, turn) =>
      turn === 3 ? failure : null,
    );
    await expect(archive()).rejects.toBe(failure);
    expect(store.committed).toBe(store.pages.length);
    expect(covered()).toEqual([[201, 400]]);
  });

  it("writes nothing more once it is aborted", async () => {
    for (const [after, commit] of [
      ...([1, 900, 1001, 1100, 2500].map((time) => [time, 150]) as [number, number][]),
      // The next page is there and waits for its turn.
      ...([2200, 3300, 5700].map((time) => [time, 2500]) as [number, number][]),
    ]) {
      const { start, clock, store, source, stop } = await setUp(range(1, 900));
      store.before = () => clock.sleep(commit);
      const archiving = start();
      let offered = 0;
      void clock.sleep(after).then(() => {
        offered = store.pages.length;
        stop.abort(new Error("enough"));
      });
      await expect(clock.run(archiving)).rejects.toThrow("enough");
      expect([store.pages.length, store.committed]).toEqual([offered, offered]);
      const asked = source.questions.length;
      await clock.pass(100_000);
      expect([store.pages.length, source.questions.length]).toEqual([offered, asked]);
    }
  });

  it("tells committed facts only, and all of them", async () => {
    const { archive, store, told, clock } = await setUp(range(1, 1000));
    store.before = () => clock.sleep(300);
    const ahead: number[] = [];
    await archive({
      onProgress: (progress) => {
        told.push(progress);
        const done = store.read(CHANNEL).coverage as Coverage;
        ahead.push(progress.idsDone - done.reduce((n, { first, last }) => n + last - first + 1, 0));
      },
    });
    expect(ahead.every((ids) => ids === 0)).toBe(true);
    expect(told.map(({ idsDone }) => idsDone)).toEqual(range(0, 10).map((page) => page * 100));
    expect(told.at(-1)).toMatchObject({ idsDone: 1000, idsTotal: 1000, messages: 1000 });
    const { estimate } = told[5]!;
    expect(estimate.perSecond).toBeGreaterThan(90);
    expect(Math.abs((estimate.remaining ?? 0) - 5000)).toBeLessThan(1000);
  });

  it("counts waits in the time that is left", async () => {
    const floods: Script = (_, turn) => (turn === 6 ? new FloodWait("history", 600) : null);
    const { archive, told } = await setUp(range(1, 1000), floods);
    await archive();
    const remaining = (progress: ArchiveProgress | undefined) => progress?.estimate.remaining ?? 0;
    const at = told.findIndex(({ wait }) => wait !== null);
    expect(told[at]?.wait).toMatchObject({ kind: "flood" });
    expect(Math.abs(remaining(told[at - 1]) - 5000)).toBeLessThan(1500);
    expect(Math.abs(remaining(told[at]) - 606_000)).toBeLessThan(2500);
    // Once it is over, as many are to be expected as there were.
    expect(remaining(told[at + 1])).toBeGreaterThan(400_000);
    expect(told.every(({ estimate }) => (estimate.perSecond ?? 100) > 30)).toBe(true);
    expect(remaining(told.at(-1))).toBe(0);
  });

  it("splits an answer that is larger than a page may be, and claims with its last part", async () => {
    const flood: Script = (_, turn) => (turn === 1 ? range(1, 2300) : null);
    const { archive, store, covered } = await setUp(range(1, 2300), flood);
    await archive();
    expect(store.pages.map(({ messages, proves }) => [messages.length, proves])).toEqual([
      [1000, null],
      [1000, null],
      [300, { first: 1, last: 2300 }],
    ]);
    expect(covered()).toEqual([[1, 2300]]);
  });

  it("is not misled by an empty answer before the end", async () => {
    for (const order of ["newest_first", "oldest_first"] as const) {
      for (let turn = 1; turn <= 8; turn++) {
        const lie: Script = (_, n) => (n === turn ? [] : null);
        const { archive, stored, covered } = await setUp(range(1, 350), lie);
        await archive({ order });
        expect(stored()).toEqual(range(1, 350));
        expect(covered()).toEqual([[1, 350]]);
      }
    }
  });
});
