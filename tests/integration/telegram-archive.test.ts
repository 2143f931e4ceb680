import type { Job, Log } from "@telekeep/core";
import { openArchive } from "@telekeep/core";
import { describe, expect, it } from "vitest";
import { startSimulator } from "../simulator/simulator.ts";
import { trueMessages } from "../simulator/world/oracle.ts";
import { createTestDatabase } from "./test-database.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const unaborted = new AbortController().signal;
const credentials = { apiId: 12_345, apiHash: "0123456789abcdef0123456789abcdef" };
/** The simulator has limits of its own when a test asks for them. */
const AT_ONCE = { usual: 0, fastest: 0, slowest: 0 };
const paces = {
  ...{ sign_in: AT_ONCE, resolve: AT_ONCE, look: AT_ONCE, dialogs: AT_ONCE },
  ...{ history: AT_ONCE, messages: AT_ONCE, updates: AT_ONCE },
};
const vaultKey = { type: "key", key: "7".repeat(64) } as const;

describe("archiving from Telegram", () => {
  it("signs in, adds a channel and has every message of it, with proof", async () => {
    await using simulator = await startSimulator({ world: { large: { ids: 730 } } });
    await using database = await createTestDatabase();
    await using archive = await openArchive({
      connectionString: database.connectionString,
      log: silent,
      telegram: { credentials, servers: simulator.servers, vaultKey, paces },
    });
    const telegram = archive.telegram!;
    const { phone, code } = simulator.world.account("anna").spec;
    await using signIn = await telegram.signInByPhone(`+${phone}`, null, unaborted);
    const step = await signIn.submitCode(code, unaborted);
    if (step.needs !== null) throw new Error("anna has no password");
    const account = await telegram.keepSignIn(step, "main", null);
    expect(account).toMatchObject({ label: "main", state: "ready" });

    const reference = "https://t.me/large_1";
    const asked = { reference, accountId: null, withDiscussion: false };
    const { profile } = (await telegram.addChannel(asked, unaborted)).channel;
    const ended = endOfNextJob(archive.onJobChange);
    await archive.startBackfill({
      ...{ channelId: profile.id, accountId: null, from: null, to: null },
      ...{ since: null, until: null, order: "newest_first" },
      ...{ idempotencyKey: null, createdBy: "test" },
    });
    const job = await ended;
    const truth = [...trueMessages(simulator.world, "large1")];
    expect(job).toMatchObject({
      state: "succeeded",
      failure: null,
      result: { idsExamined: 730, messagesAdded: truth.length, absent: 730 - truth.length },
    });

    const { rows } = await database.pool.query(
      "SELECT id, text, extract(epoch FROM posted_at)::int AS date FROM message ORDER BY id",
    );
    expect(rows).toEqual(
      truth.map(({ id, date, versions }) => ({ id, date, text: versions.at(-1)!.text })),
    );
    const channel = await database.pool.query("SELECT coverage::text FROM channel");
    expect(channel.rows).toEqual([{ coverage: "{[1,731)}" }]);
    expect(simulator.unknownMethods()).toEqual([]);
    expect(Math.max(...simulator.connectionsPerKey().values())).toBe(1);
  });
});

/** The next job that ends, as it is then. */
function endOfNextJob(listen: (listener: (job: Job) => void) => () => void): Promise<Job> {
  const { promise, resolve } = Promise.withResolvers<Job>();
  const stop = listen((job) => {
    if (!["succeeded", "failed", "canceled"].includes(job.state)) return;
    stop();
    resolve(job);
  });
  return promise;
}
