import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { trueMessages } from "../simulator/world/oracle.ts";
import { Random } from "../simulator/world/prng.ts";
import { startFetchingServer } from "./fetching-server.ts";
import { Run } from "./job-api-model.ts";

const IDS = 4_000;
const START = `mutation ($channelId: ID!, $key: UUID!, $order: FetchOrder!) {
  startIngestion(input: { channelId: $channelId, idempotencyKey: $key, order: $order }) {
    ... on StartIngestionSuccess { alreadyRunning job { id } } ... on Error { message } } }`;

it.each([1, 2, 3])(
  "ends complete and exact however often it is paused, canceled, tried again or killed (seed %i)",
  async (seed) => {
    const random = new Random("job-api-model", seed);
    await using server = await startFetchingServer({ seed, world: { large: { ids: IDS } } }, 10);
    const channelId = await server.addChannel("@large_1");
    const order = random.below(2) === 0 ? "NEWEST_FIRST" : "OLDEST_FIRST";
    const started = await server.ask(START, { channelId, key: randomUUID(), order });
    const run = new Run(server, random, started.job.id);
    const crashAt = random.below(4);
    for (let step = 0; step < 16; step++) {
      if (random.below(3) > 0) await run.advance();
      if (step === crashAt) await run.crash();
      await run.step();
    }
    await run.finish();

    const truth = [...trueMessages(server.simulator.world, "large1")];
    const { rows } = await server.api.database.pool.query(
      "SELECT id, text FROM message ORDER BY id",
    );
    expect(rows).toEqual(truth.map(({ id, versions }) => ({ id, text: versions.at(-1)!.text })));
    const kept = await server.api.database.pool.query(
      "SELECT coverage::text, (SELECT count(*)::int FROM message_revision) AS revisions FROM channel",
    );
    expect(kept.rows).toEqual([{ coverage: `{[1,${IDS + 1})}`, revisions: 0 }]);
    const job = await run.job();
    expect(job).toMatchObject({
      ...{ state: "SUCCEEDED", availableActions: [], title: "@large_1", failure: null },
      progress: { done: String(IDS), total: String(IDS), messages: truth.length },
      result: {
        ...{ idsExamined: IDS, absent: IDS - truth.length, messagesAdded: truth.length },
        ...{ messagesAlreadyPresent: 0, revisionsAdded: 0, quarantined: 0, warnings: [] },
      },
    });
    expect(job.attempt).toBeGreaterThan(1);
  },
  120_000,
);
