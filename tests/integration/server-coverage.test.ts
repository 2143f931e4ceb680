import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHANNEL, fillChannel } from "./server-fixture.ts";
import type { ServerUnderTest } from "./server-under-test.ts";
import { startTestServer } from "./server-under-test.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startTestServer();
  await fillChannel(server.database.pool);
  // Of the ids examined, 121 … 140 hold nothing, but 125 was set aside; 41 … 60 were not examined.
  await server.database.pool.query(`
    UPDATE channel SET coverage = '{[1,41),[61,141)}', top_message_id = 140;
    INSERT INTO quarantined_item (channel_id, message_id, reason, location, raw, raw_hash)
    VALUES (${CHANNEL}, '125', 'a NUL', 'x', '\\x01', '\\x01'),
      (${CHANNEL}, '125', 'a NUL again', 'x', '\\x02', '\\x02'),
      (${CHANNEL}, '126.5', 'no id', 'x', '\\x03', '\\x03'),
      (${CHANNEL}, '7', 'an older version', 'x', '\\x04', '\\x04'),
      (${CHANNEL}, '50', 'not examined', 'x', '\\x05', '\\x05')`);
});
afterAll(() => server[Symbol.asyncDispose]());

async function coverage(fields: string): Promise<Record<string, never>> {
  const { data, errors } = await server.ask(
    `{ channels(first: 1) { edges { node { coverage { ${fields} } } } } }`,
  );
  expect(errors).toBe(undefined);
  return data.channels.edges[0].node.coverage;
}

describe("the coverage of a channel", () => {
  it("tells what was examined, what is missing, and what was examined and is not there", async () => {
    expect(await coverage("topMessageId coveredIds missingIds absentIds isComplete")).toEqual({
      ...{ topMessageId: 140, coveredIds: 120, missingIds: 20, absentIds: 19, isComplete: false },
    });
  });

  it("has its ranges with what was found in each, in one statement for all", async () => {
    const before = server.statements.length;
    const found = await coverage(`ranges(first: 10) { edges { node { fromMessageId toMessageId state
      presentCount absentCount } } }`);
    expect(server.statements.length - before).toBe(3);
    expect(found["ranges"]).toEqual({
      edges: [
        [1, 40, "COVERED", 40, 0],
        [41, 60, "GAP", 0, 0],
        [61, 140, "COVERED", 61, 19],
      ].map(([fromMessageId, toMessageId, state, presentCount, absentCount]) => ({
        node: { fromMessageId, toMessageId, state, presentCount, absentCount },
      })),
    });
  });

  it("gives its gaps alone", async () => {
    const { ranges } = await coverage(
      "ranges(first: 1, states: [GAP]) { edges { node { fromMessageId } } pageInfo { hasNextPage } }",
    );
    expect(ranges).toEqual({
      edges: [{ node: { fromMessageId: 41 } }],
      pageInfo: { hasNextPage: false },
    });
  });

  it("is drawn as a map of as many parts as are asked for", async () => {
    const { histogram } = await coverage(
      "histogram(buckets: 14) { fromMessageId toMessageId coveredIds absentIds }",
    );
    expect(histogram).toEqual(
      Array.from({ length: 14 }, (_, part) => ({
        ...{ fromMessageId: part * 10 + 1, toMessageId: part * 10 + 10 },
        coveredIds: part === 4 || part === 5 ? 0 : 10,
        absentIds: part === 12 ? 9 : part === 13 ? 10 : 0,
      })),
    );
  });

  it("refuses a map of no or of too many parts", async () => {
    for (const buckets of [0, 501]) {
      const { errors } = await server.ask(
        `{ channels(first: 1) { edges { node { coverage { histogram(buckets: ${buckets}) { coveredIds } } } } } }`,
      );
      expect(errors?.[0]?.message).toBe("Ask for 1 to 500 buckets.");
    }
  });
});
