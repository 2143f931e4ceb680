import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChannelId, MessageId } from "../../packages/core/src/domain/ids.ts";
import { MAX_MESSAGE_ID } from "../../packages/core/src/domain/ids.ts";
import {
  ChannelInaccessible,
  SourceUnavailable,
} from "../../packages/core/src/domain/source-failures.ts";
import type {
  ChannelReference,
  DialogPage,
  DialogPlace,
  FoundChannel,
} from "../../packages/core/src/domain/target.ts";
import type {
  HistoryAnswer,
  HistoryStart,
  MessageSource,
} from "../../packages/core/src/ports/message-source.ts";

/** A channel of which the test knows what there is. */
export interface KnownChannel {
  readonly reference: ChannelReference;
  readonly id: ChannelId;
  /** The messages that exist, ascending; more than a page of ten, with gaps. */
  readonly ids: readonly MessageId[];
  /** An id between the first and the last one at which there is nothing. */
  readonly missing: MessageId;
  readonly text: (id: MessageId) => string;
}

/** A source, and what it must know. */
export interface SourceUnderTest extends AsyncDisposable {
  readonly source: MessageSource;
  readonly channel: KnownChannel;
  /** A reference that means nothing. */
  readonly nobody: ChannelReference;
  /** The chats of the account, in its order. */
  readonly dialogs: readonly ChannelId[];
}

const unaborted = new AbortController().signal;

/** What every message source promises, as long as nothing goes wrong. */
export function messageSourceContract(name: string, open: () => Promise<SourceUnderTest>): void {
  describe(`${name} as a message source`, () => {
    let test: SourceUnderTest;
    let source: MessageSource;
    let channel: KnownChannel;
    let found: FoundChannel;

    beforeAll(async () => {
      test = await open();
      ({ source, channel } = test);
      found = await source.resolve(channel.reference, unaborted);
    });
    afterAll(async () => await test[Symbol.asyncDispose]());

    const page = (start: HistoryStart, limit = 10): Promise<HistoryAnswer> =>
      source.history({ access: found.access, start, limit }, unaborted);
    const idsOf = ({ messages }: HistoryAnswer): MessageId[] => messages.map(({ id }) => id);

    it("finds a channel and says how this account reaches it", async () => {
      expect(found.profile.id).toBe(channel.id);
      expect(found.access).toMatchObject({ accountId: source.accountId, channelId: channel.id });
      const looked = await source.look(found.access, unaborted);
      expect(looked.profile).toEqual(found.profile);
      expect(looked.access).toEqual(found.access);
    });

    it("finds a channel of the account by its number", async () => {
      const byNumber = await source.resolve({ type: "id", id: channel.id }, unaborted);
      expect(byNumber.access).toEqual(found.access);
    });

    it("says that there is nobody of a name, and no channel of a number", async () => {
      const error = source.resolve(test.nobody, unaborted);
      await expect(error).rejects.toThrow(ChannelInaccessible);
      await expect(error).rejects.toMatchObject({ reason: "not_found" });
      const stranger = source.resolve({ type: "id", id: -1_000_987_654_321_000 }, unaborted);
      await expect(stranger).rejects.toThrow(ChannelInaccessible);
    });

    it("lists the account's chats page by page in their order, each once", async () => {
      const ids: ChannelId[] = [];
      for (let place: DialogPlace | null = null; ; ) {
        const page: DialogPage = await source.dialogs(place, unaborted);
        for (const { found: dialog } of page.dialogs) {
          ids.push(dialog.profile.id);
          expect(dialog.access.channelId).toBe(dialog.profile.id);
        }
        if (page.next === null) break;
        place = page.next;
      }
      expect(ids).toEqual(test.dialogs);
    });

    it("begins with the newest messages, in ascending order", async () => {
      const newest = await page({ below: null });
      expect(idsOf(newest)).toEqual(channel.ids.slice(-idsOf(newest).length));
      expect(idsOf(newest).length).toBeGreaterThan(0);
      for (const message of newest.messages) expect(message.text).toBe(channel.text(message.id));
    });

    it("goes back to the first message, leaving none out", async () => {
      const seen: MessageId[] = [];
      for (let below: MessageId | null = null; ; ) {
        const answer: HistoryAnswer = await page({ below });
        if (answer.ids === null) break;
        seen.unshift(...idsOf(answer));
        below = answer.ids.least;
      }
      expect(seen).toEqual(channel.ids);
    });

    it("goes forward to the last message, leaving none out", async () => {
      const seen: MessageId[] = [];
      for (let above = 0; ; ) {
        const answer = await page({ above });
        if (answer.ids === null) break;
        seen.push(...idsOf(answer));
        above = answer.ids.greatest;
      }
      expect(seen).toEqual(channel.ids);
    });

    it("answers from anywhere with the nearest messages of the asked side", async () => {
      const last = channel.ids.at(-1)!;
      const place = fc.oneof(
        fc.integer({ min: 0, max: last + 5 }),
        fc.constantFrom(0, 1, last, last + 1, MAX_MESSAGE_ID),
      );
      await fc.assert(
        fc.asyncProperty(
          place,
          fc.boolean(),
          fc.integer({ min: 1, max: 100 }),
          async (at, isBelow, limit) => {
            const answer = await page(isBelow ? { below: at } : { above: at }, limit);
            const there = channel.ids.filter((id) => (isBelow ? id < at : id > at));
            expect(answer.messages.length).toBeLessThanOrEqual(limit);
            // A short page is no end: only what it says to have seen counts.
            const { least = 0, greatest = -1 } = answer.ids ?? {};
            expect(idsOf(answer)).toEqual(there.filter((id) => id >= least && id <= greatest));
            expect(answer.ids === null).toBe(there.length === 0);
            if (there.length > 0)
              expect(idsOf(answer)).toContain(isBelow ? there.at(-1) : there[0]);
          },
        ),
        { numRuns: 60 },
      );
    });

    it("refuses pages of sizes that Telegram has not", async () => {
      await expect(page({ below: null }, 0)).rejects.toThrow(RangeError);
      await expect(page({ below: null }, 101)).rejects.toThrow(RangeError);
    });

    it("tells of single messages which are there and which are not", async () => {
      const wanted = [channel.ids[3]!, channel.missing, channel.ids[0]!, channel.ids[3]!];
      const answer = await source.messages(found.access, wanted, unaborted);
      expect(answer.messages.map(({ id }) => id)).toEqual([channel.ids[0], channel.ids[3]]);
      expect(answer.messages[0]?.text).toBe(channel.text(channel.ids[0]!));
      expect(answer.absent).toEqual([channel.missing]);
      expect(answer.quarantined).toEqual([]);
    });

    it("tells of no message that was not asked for, and refuses more than a hundred", async () => {
      const none = { messages: [], quarantined: [], absent: [] };
      expect(await source.messages(found.access, [], unaborted)).toEqual(none);
      const many = Array.from({ length: 101 }, (_, index) => index + 1);
      await expect(source.messages(found.access, many, unaborted)).rejects.toThrow(RangeError);
    });

    it("does not begin what was aborted before", async () => {
      const reason = new Error("not wanted any more");
      const signal = AbortSignal.abort(reason);
      const { access } = found;
      const calls = [
        source.resolve(channel.reference, signal),
        source.look(access, signal),
        source.history({ access, start: { below: null }, limit: 1 }, signal),
        source.messages(access, [channel.ids[0]!], signal),
        source.dialogs(null, signal),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toEqual({ status: "rejected", reason });
      }
    });

    it("answers several questions at a time", async () => {
      const starts = channel.ids.slice(1, 9);
      const answers = await Promise.all(starts.map((below) => page({ below }, 1)));
      expect(answers.map((answer) => idsOf(answer)[0])).toEqual(channel.ids.slice(0, 8));
    });

    it("says when it is closed, and answers nothing then", async () => {
      expect(source.closed.aborted).toBe(false);
      await source[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
      expect(source.closed.aborted).toBe(true);
      await expect(page({ below: null })).rejects.toThrow(SourceUnavailable);
    });
  });
}
