import { afterEach, describe, expect, it } from "vitest";
import type { ChannelAccess } from "../../packages/core/src/domain/target.ts";
import type { HistoryStart, MessageSource } from "../../packages/core/src/ports/message-source.ts";
import { systemClock } from "../../packages/core/src/system-clock.ts";
import { openLink } from "../../packages/core/src/telegram/connect.ts";
import { Api } from "../../packages/core/src/telegram/library.ts";
import { usualTiming } from "../../packages/core/src/telegram/timing.ts";
import { pageOfIds } from "../simulator/api/page-of-ids.ts";
import type { Call, Handled, MtprotoServer } from "../simulator/mtproto/contract.ts";
import { startGramjsStub } from "../simulator/test-support/gramjs-stub.ts";
import type { TlObject } from "../simulator/tl/value.ts";
import { keepLog, telegramAt, unaborted } from "./telegram-fixture.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of undo.splice(0).toReversed()) await close();
});

/** What each message carries; its constructor's number is put out of the schema. */
const DICE = bytesOf(Api.MessageMediaDice);
const MESSAGE = bytesOf(Api.Message);
const access: ChannelAccess = { accountId: 777, channelId: -1000000000055, accessHash: "9" };

function bytesOf({ CONSTRUCTOR_ID }: { readonly CONSTRUCTOR_ID: number }): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(CONSTRUCTOR_ID);
  return bytes;
}

/** A Telegram with one channel of the ids 1 to 30, some of which this version cannot read. */
async function start(broken: ReadonlyMap<number, Buffer>): Promise<{
  readonly source: MessageSource;
  readonly asked: () => number;
}> {
  let server: MtprotoServer | null = null;
  let asked = 0;
  const message = (id: number): TlObject => ({
    _: "message",
    id,
    peer_id: { _: "peerChannel", channel_id: 55n },
    date: 1_700_000_000,
    message: `text ${id}`,
    media: { _: "messageMediaDice", value: id, emoticon: "d" },
  });
  const answer = (request: TlObject, ids: readonly number[]): Handled => {
    const value = {
      ...{ _: "messages.channelMessages", pts: 1, count: 30, topics: [], chats: [], users: [] },
      messages: ids.map(message),
    };
    const bytes = server!.encodeResult(request, value);
    const places = [...broken].map(([id, constructor]) => {
      // The n-th of the constructor in the answer is the n-th message's.
      let place = -1;
      for (let left = ids.indexOf(id); left >= 0; left--) {
        place = bytes.indexOf(constructor, place + 1);
      }
      return place;
    });
    for (const place of places) if (place >= 0) bytes.writeUInt32LE(0xdeadbeef, place);
    return { answer: { type: "raw", bytes } };
  };
  const all = Array.from({ length: 30 }, (_, index) => index + 1);
  const handle = ({ request }: Call): Handled | undefined => {
    if (request._ === "channels.getMessages") {
      asked++;
      return answer(
        request,
        (request.id as TlObject[]).map(({ id }) => id as number),
      );
    }
    if (request._ !== "messages.getHistory") return undefined;
    asked++;
    const ids = pageOfIds(
      {
        from: (id) => all.filter((one) => one >= id),
        below: (id) => all.filter((one) => one < id).toReversed(),
        count: () => 30,
      },
      {
        offsetId: request.offset_id as number,
        offsetDateId: Number.POSITIVE_INFINITY,
        addOffset: request.add_offset as number,
        limit: request.limit as number,
        maxId: 0,
        minId: 0,
      },
    );
    return answer(request, ids);
  };
  // What is to be broken must be legible here.
  const stub = await startGramjsStub(handle, { gzipAboveBytes: Number.POSITIVE_INFINITY });
  server = stub;
  undo.push(() => stub.close());
  const servers = { dcs: stub.dcs, publicKeys: stub.publicKeys };
  const options = {
    ...{ servers, proxy: null, clock: systemClock, log: keepLog(), timing: usualTiming },
    credentials: { apiId: 1, apiHash: "x" },
  };
  const link = await openLink(options, null, unaborted);
  const { session } = link;
  await link.close();
  const source = await telegramAt({ servers }).connect(777, session, unaborted);
  undo.push(async () => await source[Symbol.asyncDispose]());
  return { source, asked: () => asked };
}

/** Every page one way until there is nothing further. */
async function walk(source: MessageSource, isDown: boolean, limit: number) {
  const seen: number[] = [];
  const quarantined: (string | null)[] = [];
  for (let start: HistoryStart = isDown ? { below: null } : { above: 0 }; ; ) {
    const page = await source.history({ access, start, limit }, unaborted);
    seen.push(...page.messages.map(({ id }) => id));
    quarantined.push(...page.quarantined.map(({ messageId }) => messageId));
    if (page.ids === null) break;
    start = isDown ? { below: page.ids.least } : { above: page.ids.greatest };
  }
  return { seen: seen.toSorted((one, other) => one - other), quarantined };
}

const without = (...ids: readonly number[]) =>
  Array.from({ length: 30 }, (_, index) => index + 1).filter((id) => !ids.includes(id));

describe("a message that this version cannot read", () => {
  it.each([
    [true, 10],
    [true, 1],
    [false, 10],
    [false, 1],
    [true, 100],
    [false, 100],
  ])("does not stop a walk (downwards: %s, pages of %i)", async (isDown, limit) => {
    const broken = new Map([30, 17, 16, 5, 1].map((id) => [id, DICE]));
    const { source } = await start(broken);
    const { seen, quarantined } = await walk(source, isDown, limit);
    expect(seen).toEqual(without(...broken.keys()));
    expect(quarantined.toSorted((a, b) => Number(a) - Number(b))).toEqual([
      "1",
      "5",
      "16",
      "17",
      "30",
    ]);
  });

  it.each([true, false])("nor one without an id (downwards: %s)", async (isDown) => {
    const { source } = await start(new Map([[12, MESSAGE]]));
    const { seen, quarantined } = await walk(source, isDown, 10);
    expect(seen).toEqual(without(12));
    expect(quarantined).toEqual([null]);
  });

  it("is kept with its bytes and a sentence", async () => {
    const { source } = await start(new Map([[30, DICE]]));
    const page = await source.history({ access, start: { below: null }, limit: 5 }, unaborted);
    expect(page.ids).toEqual({ least: 26, greatest: 30 });
    const [item] = page.quarantined;
    expect(item).toMatchObject({ messageId: "30", reason: expect.stringMatching(/cannot read/) });
    expect(Buffer.from(item!.raw).subarray(0, 4)).toEqual(MESSAGE);
    expect(Buffer.from(item!.raw).includes("text 30")).toBe(true);
  });

  it("among those asked for by id leaves the others readable", async () => {
    const { source, asked } = await start(new Map([[4, DICE]]));
    const answer = await source.messages(access, [2, 3, 4, 5, 6, 7, 8, 9], unaborted);
    expect(answer.messages.map(({ id }) => id)).toEqual([2, 3, 5, 6, 7, 8, 9]);
    expect(answer.quarantined.map(({ messageId }) => messageId)).toEqual(["4"]);
    expect(asked()).toBeLessThanOrEqual(8);
  });

  it("costs one answer that is there anyway nothing", async () => {
    const { source, asked } = await start(new Map());
    await source.history({ access, start: { below: null }, limit: 100 }, unaborted);
    expect(asked()).toBe(1);
  });

  it("is not taken for a hundred when the schema is wrong altogether", async () => {
    const all = new Map(without().map((id) => [id, DICE]));
    const { source } = await start(all);
    const request = { access, start: { below: null }, limit: 100 };
    const page = source.history(request, unaborted);
    await expect(page).rejects.toMatchObject({ code: "TELEGRAM_UNAVAILABLE" });
  });
});
