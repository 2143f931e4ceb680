import { Raw } from "telegram/events/index.js";
import { describe, expect, test } from "vitest";
import { connectGramjs } from "../test-support/gramjs-client.ts";
import { NEAREST, nearest, startGramjsStub } from "../test-support/gramjs-stub.ts";
import { answered, NEAREST_DC } from "../test-support/stub-server.ts";
import type { WireFault } from "./contract.ts";

describe("GramJS after a fault of the wire", () => {
  const faults: [string, WireFault, number][] = [
    ["a connection that ends before the answer", { disconnect: "before" }, 2],
    ["a connection that ends in the answer", { disconnect: "in" }, 2],
    ["a connection that ends after the answer", { disconnect: "after" }, 1],
    ["a late answer", { delayMs: 30 }, 1],
    ["an answer that comes twice", { duplicateAnswer: true }, 1],
    ["a bad salt", { badSalt: true }, 2],
    ["transport error 429", { transportError: 429 }, 2],
  ];
  test.each(faults)("has its answer: %s", async (_, fault, times) => {
    let count = 0;
    await using server = await startGramjsStub(({ request }) => {
      if (request._ !== "help.getNearestDc") return undefined;
      count += 1;
      return count === 1 ? { ...answered(NEAREST_DC), fault } : undefined;
    });
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    expect(await nearest(client)).toEqual(NEAREST);
    expect(count).toBe(times);
  });

  test("reconnects after an outage with the key it has", async () => {
    await using server = await startGramjsStub();
    await using gramjs = await connectGramjs(server);
    const { client } = gramjs;
    const key = server.connections()[0]!.authKeyId;
    await server.goDown();
    await server.comeBack();
    const again = Promise.withResolvers<void>();
    client.addEventHandler((update: { state?: number }) => {
      if (update.state === 1) again.resolve();
    }, new Raw({}));
    await again.promise;
    expect(await nearest(client)).toEqual(NEAREST);
    expect(server.connections()).toMatchObject([{ authKeyId: key }]);
  });
});
