import { describe, expect, it } from "vitest";
import { EMPTY_COVERAGE } from "../domain/coverage.ts";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";
import type { CommitResult, Page } from "../domain/page.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import type { ExportItem, ExportSource } from "../ports/export-source.ts";
import type { ImportProgress } from "./import-pages.ts";
import { importExports } from "./import-pages.ts";

const CHANNEL_ID = -1_000_000_000_005;
const channel: ExportItem = {
  type: "channel",
  channel: {
    ...{ id: CHANNEL_ID, kind: "channel", title: "T", username: null, isPrivate: null },
    isIdFromTelegram: true,
  },
};

function messages(
  count: number,
  bytesRead: number,
  quarantined: readonly Quarantined[] = [],
): ExportItem {
  const empty = Array.from({ length: count }, (_, id) => ({ id }) as ObservedMessage);
  return { type: "messages", channelId: CHANNEL_ID, messages: empty, quarantined, bytesRead };
}

function source(items: readonly ExportItem[], onItem?: (index: number) => void): ExportSource {
  return {
    path: "/export",
    sizeBytes: 100,
    async *read() {
      for (const [i, item] of items.entries()) {
        onItem?.(i);
        yield item;
      }
    },
  };
}

/** A store whose commits end when the test says so, or at once. */
class StubStore implements ArchiveStore {
  readonly pages: Page[] = [];
  readonly finish: (() => void)[] = [];
  committed = 0;
  readonly #isManual: boolean;
  readonly #fails: (page: Page) => Error | null;

  constructor(isManual = false, fails: (page: Page) => Error | null = () => null) {
    this.#isManual = isManual;
    this.#fails = fails;
  }

  async saveChannel(): Promise<void> {}

  async commitPage(page: Page): Promise<CommitResult> {
    this.pages.push(page);
    if (this.#isManual) await new Promise<void>((resolve) => this.finish.push(resolve));
    const failure = this.#fails(page);
    if (failure !== null) throw failure;
    this.committed++;
    const added = page.messages.length;
    return { added, unchanged: 0, newVersions: 0, filesRecorded: 0, quarantined: page.quarantined };
  }

  async readCoverage() {
    return EMPTY_COVERAGE;
  }
}

const never = new AbortController().signal;

describe("importing exports", () => {
  it("commits everything in pages that prove nothing, and adds up what they did", async () => {
    const store = new StubStore();
    const quarantined = [{ messageId: "1", reason: "r", location: "here", raw: Buffer.from("x") }];
    const broken = messages(1, 90, quarantined);
    const report = await importExports({
      sources: [source([channel, messages(2500, 50), { type: "warning", message: "w" }, broken])],
      ...{ store, options: {}, jobId: "job", signal: never },
    });
    expect(store.pages.map((page) => page.messages.length)).toEqual([1000, 1000, 500, 1]);
    expect(
      store.pages.every(({ proves, source, jobId }) => !proves && source === "import" && jobId),
    ).toBe(true);
    expect(report).toEqual({
      ...{ channels: 1, messagesAdded: 2501, messagesAlreadyPresent: 0, revisionsAdded: 0 },
      ...{ filesRecorded: 0, quarantined: 1, warnings: ["w"] },
      quarantineReasons: [{ reason: "r", count: 1, example: "here" }],
    });
  });

  it("reads on while a page commits, but never more than three pages ahead", async () => {
    const store = new StubStore(true);
    let read = 0;
    const items = [channel, ...Array.from({ length: 6 }, (_, i) => messages(1, i + 1))];
    const importing = importExports({
      sources: [source(items, (i) => (read = i))],
      ...{ store, options: {}, jobId: null, signal: never },
    });
    for (let i = 0; i < 6; i++) {
      while (store.finish.length === i) await Promise.resolve();
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      expect(read).toBeLessThanOrEqual(i + 4);
      if (i < 3) expect(read).toBe(i + 4);
      store.finish[i]!();
    }
    expect(await importing).toMatchObject({ messagesAdded: 6 });
  });

  it("tells of a page only when it is committed", async () => {
    const store = new StubStore();
    const told: (ImportProgress & { committed: number })[] = [];
    await importExports({
      sources: [source([channel, messages(1, 30), messages(1, 60)]), source([messages(1, 100)])],
      ...{ store, options: {}, jobId: null, signal: never },
      onProgress: (progress) => told.push({ ...progress, committed: store.committed }),
    });
    expect(told.every(({ messages, committed }) => messages <= committed)).toBe(true);
    expect(told.map(({ bytesDone }) => bytesDone)).toEqual([30, 60, 100, 200, 200]);
    expect(told.at(-1)).toMatchObject({ bytesDone: 200, bytesTotal: 200, messages: 3 });
  });

  it("stops between two pages when it is aborted, and leaves nothing running", async () => {
    const store = new StubStore();
    const stop = new AbortController();
    const items = [channel, ...Array.from({ length: 50 }, (_, i) => messages(1, i + 1))];
    const importing = importExports({
      sources: [source(items)],
      ...{ store, options: {}, jobId: null, signal: stop.signal },
      onProgress: ({ messages }) => {
        if (messages === 5) stop.abort(new Error("enough"));
      },
    });
    await expect(importing).rejects.toThrow("enough");
    const { committed } = store;
    expect(committed).toBeLessThan(8);
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    expect(store.committed).toBe(committed);
  });

  it("fails with the store's failure once nothing is under way any more", async () => {
    const failure = new Error("no database");
    const store = new StubStore(false, ({ messages }) => (messages.length === 2 ? failure : null));
    const importing = importExports({
      sources: [source([channel, messages(1, 1), messages(2, 2), messages(1, 3), messages(1, 4)])],
      ...{ store, options: {}, jobId: null, signal: never },
    });
    await expect(importing).rejects.toBe(failure);
    const { committed } = store;
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    expect(store.committed).toBe(committed);
  });

  it("keeps its report small however many reasons and warnings there are", async () => {
    const store = new StubStore();
    const quarantined = Array.from({ length: 500 }, (_, i) => ({
      ...{ messageId: null, reason: `reason ${i}`, location: `at ${i}`, raw: Buffer.from("x") },
    }));
    const warnings = Array.from(
      { length: 500 },
      (_, i): ExportItem => ({ type: "warning", message: `warning ${i}` }),
    );
    const item = messages(1, 1, quarantined);
    const report = await importExports({
      sources: [source([channel, item, ...warnings, warnings[0]!])],
      ...{ store, options: {}, jobId: null, signal: never },
    });
    expect(report.quarantined).toBe(500);
    expect(report.quarantineReasons).toHaveLength(21);
    expect(report.quarantineReasons[0]).toMatchObject({ count: 480 });
    expect(report.warnings).toHaveLength(101);
    expect(report.warnings.at(-1)).toBe("and 400 more warnings");
  });
});
