// The link without the source above it, against a server whose answers are told one by one.
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../packages/core/src/system-clock.ts";
import { openLink } from "../../packages/core/src/telegram/connect.ts";
import { Api, LAYER, returnBigInt } from "../../packages/core/src/telegram/library.ts";
import type { Link } from "../../packages/core/src/telegram/link.ts";
import { RpcFailure } from "../../packages/core/src/telegram/rpc-failure.ts";
import { Sender } from "../../packages/core/src/telegram/sender.ts";
import { usualTiming } from "../../packages/core/src/telegram/timing.ts";
import type { Call, Handled } from "../simulator/mtproto/contract.ts";
import { startGramjsStub } from "../simulator/test-support/gramjs-stub.ts";
import { answered, NEAREST_DC, refused } from "../simulator/test-support/stub-server.ts";
import { keepLog, unaborted } from "./telegram-fixture.ts";

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of undo.splice(0).toReversed()) await close();
});

type Handle = (call: Call) => Handled | Promise<Handled> | undefined;

async function start(handle: Handle = () => undefined) {
  const log = keepLog();
  // The stub's own type knows no promises; what it hands on may be one.
  const server = await startGramjsStub(handle as (call: Call) => Handled | undefined);
  undo.push(() => server.close());
  const options = {
    ...{ proxy: null, clock: systemClock, log, credentials: { apiId: 1, apiHash: "x" } },
    servers: { dcs: server.dcs, publicKeys: server.publicKeys },
    timing: { ...usualTiming, reconnectMs: [10] },
  };
  const link = await openLink(options, null, unaborted);
  undo.push(() => link.close());
  return { server, link, log };
}

const nearest = (link: Link) => link.ask(new Api.help.GetNearestDc(), unaborted);

describe("answers in one container", () => {
  it("all reach whoever asked, though one of them is an error", async () => {
    const waiting: ((handled: Handled) => void)[] = [];
    const { link } = await start(({ request }) => {
      if (request._ !== "help.getNearestDc") return undefined;
      const { promise, resolve } = Promise.withResolvers<Handled>();
      if (waiting.push(resolve) === 20) {
        for (const [index, answer] of waiting.entries()) {
          answer(index === 3 ? refused(400, "NO") : answered(NEAREST_DC));
        }
      }
      return promise;
    });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => nearest(link)));
    const failures = outcomes.filter(({ status }) => status === "rejected");
    expect(failures).toEqual([{ status: "rejected", reason: expect.any(RpcFailure) }]);
  });
});

describe("what Telegram says unasked", () => {
  it("reaches the listeners, and one that fails takes no answer along", async () => {
    const { server, link } = await start();
    const heard = Promise.withResolvers<string>();
    link.onUpdates(() => {
      throw new Error("a listener's mistake");
    });
    const stop = link.onUpdates((updates) => heard.resolve(updates.className));
    const asked = nearest(link);
    for (const { authKeyId } of server.connections()) {
      server.push(authKeyId!, { _: "updatesTooLong" });
    }
    expect((await asked).thisDc).toBe(2);
    expect(await heard.promise).toBe("UpdatesTooLong");
    stop();
    expect((await nearest(link)).thisDc).toBe(2);
  });
});

describe("a connection that was replaced", () => {
  it("begins with the layer and the client's name again", async () => {
    const greetings: (number | null)[] = [];
    const { server, link, log } = await start((call) => {
      if (call.request._ === "help.getConfig" && call.wrappers.length > 0) {
        greetings.push(call.layer);
      }
      return undefined;
    });
    server.dropConnections();
    expect((await nearest(link)).thisDc).toBe(2);
    expect(greetings).toEqual([LAYER, LAYER]);
    expect(log.lines.map(({ message }) => message)).toEqual([
      "The connection to Telegram was lost.",
      "The connection to Telegram is back.",
    ]);
  });
});

describe("the sender", () => {
  const sender = () =>
    new Sender({
      dcId: 2,
      authKey: undefined,
      createConnection: () => {
        throw new Error("not here");
      },
      createGreeting: () => new Api.help.GetConfig(),
      clock: systemClock,
      reconnectMs: [1],
      ...{ onUpdates: () => {}, onTrouble: () => {}, onKeyLost: () => {} },
    });

  it("reads a container to its end, whatever is in it", async () => {
    const one = sender();
    const asked = one.enqueue(new Api.help.GetNearestDc());
    const [reqMsgId, msgId] = [returnBigInt(4), returnBigInt(8)];
    asked.msgId = reqMsgId;
    (one._pendingState as unknown as Map<unknown, unknown>).set(reqMsgId, asked);
    const body = new Api.NearestDc({ country: "DE", thisDc: 2, nearestDc: 2 }).getBytes();
    const rpcResult = { CONSTRUCTOR_ID: 0xf35c6d01, reqMsgId, body, error: undefined };
    const broken = { CONSTRUCTOR_ID: 0x3072cfa1, data: Buffer.from("deadbeef", "hex") };
    await one._handleContainer({
      msgId,
      obj: { messages: [broken, rpcResult].map((obj) => ({ msgId, obj })) },
    });
    expect(await asked.promise).toMatchObject({ thisDc: 2 });
  });

  it("forgets what was dropped, wherever it is", () => {
    const one = sender();
    const [queued, written] = [1, 2].map(() => one.enqueue(new Api.help.GetNearestDc()));
    written!.msgId = returnBigInt(4);
    (one._pendingState as unknown as Map<unknown, unknown>).set(written!.msgId, written);
    for (const sending of [queued!, written!]) {
      sending.promise.catch(() => {});
      one.drop(sending, new Error("dropped"));
    }
    expect(one._sendQueue._queue.filter(Boolean)).toEqual([]);
    expect(one._pendingState.getAndDelete(returnBigInt(4))).toBeUndefined();
  });
});
