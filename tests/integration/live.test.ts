import type { Archive } from "@telekeep/core";
import { markPeer, openArchive } from "@telekeep/core";
import { describe, expect, it } from "vitest";
import type { Simulator, SimulatorOptions } from "../simulator/simulator.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { kick } from "../simulator/world/change-chats.ts";
import { edit, post, remove } from "../simulator/world/change-messages.ts";
import type { TestDatabase } from "./test-database.ts";
import { createTestDatabase } from "./test-database.ts";
import { waitUntil } from "./wait-until.ts";

const unaborted = new AbortController().signal;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

async function openLive(
  simulator: Simulator,
  database: TestDatabase,
  recheckSteps: readonly number[] = [],
): Promise<Archive> {
  return await openArchive({
    connectionString: database.connectionString,
    log: silent,
    telegram: {
      credentials: { apiId: 12_345, apiHash: "0123456789abcdef0123456789abcdef" },
      servers: simulator.servers,
      vaultKey: { type: "key", key: "7".repeat(64) },
      recheckSteps,
    },
  });
}

/** A signed-in archive over a simulator, with a channel that is followed and begun with. */
async function follow(archive: Archive, simulator: Simulator, reference: string): Promise<number> {
  const telegram = archive.telegram!;
  const { phone, code } = simulator.world.account("anna").spec;
  await using signIn = await telegram.signInByPhone(`+${phone}`, null, unaborted);
  const step = await signIn.submitCode(code, unaborted);
  if (step.needs !== null) throw new Error("anna has no password");
  await telegram.keepSignIn(step, "main", null);
  const { channel } = await telegram.addChannel(
    { reference, accountId: null, withDiscussion: false },
    unaborted,
  );
  await telegram.setFollowing(channel.profile.id, true, null);
  return channel.profile.id;
}

async function open(options: SimulatorOptions = {}) {
  const stack = new AsyncDisposableStack();
  const simulator = stack.use(await startSimulator({ world: { large: { ids: 300 } }, ...options }));
  const database = stack.use(await createTestDatabase());
  const one = async <Row>(sql: string): Promise<Row | undefined> =>
    (await database.pool.query(sql)).rows[0] as Row | undefined;
  return {
    ...{ simulator, database, one },
    get chat() {
      return simulator.world.chat("large1");
    },
    coverage: async () =>
      (await one<{ coverage: string }>("SELECT coverage::text FROM channel"))?.coverage,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe("following a channel", () => {
  it("archives new messages, edits and deletions as they happen", async () => {
    await using test = await open();
    const { simulator, database, chat, one, coverage } = test;
    await using archive = await openLive(simulator, database);
    await follow(archive, simulator, "https://t.me/large_1");
    // The newest page is where following begins.
    await waitUntil(async () => (await coverage()) === "{[198,301)}");

    const id = post(simulator.world, chat, { text: "first words" });
    const text = () =>
      one<{ text: string; source: string; gone: boolean; revisions: number }>(
        `SELECT text, source, deleted_at IS NOT NULL AS gone, (SELECT count(*)::int
          FROM message_revision r WHERE r.id = m.id) AS revisions FROM message m WHERE id = ${id}`,
      );
    await waitUntil(async () => (await text()) !== undefined);
    expect(await text()).toEqual({
      text: "first words",
      source: "live",
      gone: false,
      revisions: 0,
    });
    expect(await coverage()).toBe(`{[198,${id + 1})}`);

    edit(simulator.world, chat, id, { text: "second thoughts" });
    await waitUntil(async () => (await text())?.text === "second thoughts");
    remove(simulator.world, chat, [id]);
    await waitUntil(async () => (await text())?.gone === true);
    expect(await text()).toEqual({
      text: "second thoughts",
      source: "live",
      gone: true,
      revisions: 1,
    });
  });

  it("goes on after a restart with what happened meanwhile, and stops when told", async () => {
    await using test = await open();
    const { simulator, database, chat, one, coverage } = test;
    const { world } = simulator;
    let channelId = 0;
    {
      await using archive = await openLive(simulator, database);
      channelId = await follow(archive, simulator, "https://t.me/large_1");
      await waitUntil(async () => (await coverage()) === "{[198,301)}");
    }
    expect(simulator.connectionsPerKey()).toEqual(new Map());
    const posted = Array.from({ length: 120 }, () => post(world, chat));
    edit(world, chat, 299, { text: "edited meanwhile" });
    remove(world, chat, [298]);
    {
      await using archive = await openLive(simulator, database);
      await waitUntil(async () => (await coverage()) === `{[198,${posted.at(-1)! + 1})}`);
      const changed = () =>
        one(`SELECT (SELECT text FROM message WHERE id = 299) AS text,
          (SELECT deleted_at IS NOT NULL FROM message WHERE id = 298) AS gone`);
      await waitUntil(async () => ((await changed()) as { gone: boolean }).gone);
      expect(await changed()).toEqual({ text: "edited meanwhile", gone: true });

      await archive.telegram!.setFollowing(channelId, false, null);
      expect(await one("SELECT count(*)::int FROM followed_channel")).toEqual({ count: 0 });
      expect(await one("SELECT count(*)::int FROM update_position")).toEqual({ count: 0 });
    }
  });

  it("asks for what was said while a broken connection was made again", async () => {
    await using test = await open();
    const { simulator, database, chat, one, coverage } = test;
    await using archive = await openLive(simulator, database);
    await follow(archive, simulator, "https://t.me/large_1");
    await waitUntil(async () => (await coverage()) === "{[198,301)}");
    const before = simulator.requestCount("updates.getChannelDifference");
    simulator.wire.dropConnections();
    const id = post(simulator.world, chat);
    await waitUntil(async () => (await one(`SELECT FROM message WHERE id = ${id}`)) !== undefined);
    expect(simulator.requestCount("updates.getChannelDifference")).toBeGreaterThan(before);
    expect(Math.max(...simulator.peakConnectionsPerKey().values())).toBe(1);
  });

  it("follows a group by the account's own stream", async () => {
    await using test = await open({ world: "tiny" });
    const { simulator, database, one } = test;
    const group = simulator.world.chat("family");
    await using archive = await openLive(simulator, database);
    await follow(archive, simulator, String(markPeer("group", group.id)));
    await waitUntil(async () => (await one("SELECT FROM update_position")) !== undefined);
    const id = post(simulator.world, group, { text: "to the family" });
    const row = () =>
      one<{ text: string; gone: boolean }>(
        `SELECT text, deleted_at IS NOT NULL AS gone FROM message WHERE source = 'live'`,
      );
    await waitUntil(async () => (await row())?.text === "to the family");
    // What happens elsewhere in the mailbox moves the numbers, and nothing else.
    post(simulator.world, simulator.world.chat("pen"), { text: "in private" });
    edit(simulator.world, group, id, { text: "to all the family" });
    await waitUntil(async () => (await row())?.text === "to all the family");
    remove(simulator.world, group, [id]);
    await waitUntil(async () => (await row())?.gone === true);
    expect(await one("SELECT count(*)::int FROM message WHERE text = 'in private'")).toEqual({
      count: 0,
    });
  });

  it("says why a channel cannot be followed, and goes on with the others", async () => {
    await using test = await open({ world: { large: { ids: 120, channels: 2 } } });
    const { simulator, database, one } = test;
    const { world } = simulator;
    await using archive = await openLive(simulator, database);
    const lost = await follow(archive, simulator, "https://t.me/large_1");
    const { channel } = await archive.telegram!.addChannel(
      { reference: "@large_2", accountId: null, withDiscussion: false },
      unaborted,
    );
    await archive.telegram!.setFollowing(channel.profile.id, true, null);
    await waitUntil(
      async () =>
        (await one<{ n: number }>("SELECT count(*)::int AS n FROM update_position"))?.n === 2,
    );
    kick(world, world.chat("large1"), world.account("anna"));
    const trouble = () =>
      one<{ trouble: string | null }>(`SELECT trouble FROM followed_channel
        WHERE channel_id = ${lost}`);
    await waitUntil(async () => (await trouble())?.trouble !== null);
    expect(await trouble()).toEqual({
      trouble: "The channel is private and this account is not in it.",
    });
    const id = post(world, world.chat("large2"));
    await waitUntil(
      async () =>
        (await one(`SELECT FROM message WHERE source = 'live' AND id = ${id}`)) !== undefined,
    );
  });
});

describe("looking at recent messages again", () => {
  it("finds edits and deletions that nobody told of, and keeps what is counted", async () => {
    await using test = await open();
    const { simulator, database, chat, one, coverage } = test;
    const { world } = simulator;
    await using archive = await openLive(simulator, database, [2000, 4000, 6000, 9000, 12_000]);
    await follow(archive, simulator, "https://t.me/large_1");
    await waitUntil(async () => (await coverage()) === "{[198,301)}");
    const [kept, gone] = [post(world, chat), post(world, chat)];
    await waitUntil(async () => (await coverage()) === `{[198,${gone + 1})}`);

    // Changed without a word: neither pushes nor the stream tell of it.
    chat.history.edit(kept, { text: "changed in silence" }, world.now());
    chat.history.mark(kept, { views: 4321, forwards: 12 });
    chat.history.delete(gone, world.now());
    const row = (id: number) =>
      one<{ text: string; source: string; gone: boolean }>(
        `SELECT text, source, deleted_at IS NOT NULL AS gone FROM message WHERE id = ${id}`,
      );
    await waitUntil(async () => (await row(kept))?.source === "recheck");
    await waitUntil(async () => (await row(gone))?.gone === true);
    expect(await row(kept)).toEqual({ text: "changed in silence", source: "recheck", gone: false });
    const samples = await database.pool.query(
      `SELECT views, forwards FROM message_metric WHERE id = ${kept} ORDER BY sampled_at`,
    );
    expect(samples.rows.length).toBeGreaterThanOrEqual(2);
    expect(samples.rows.at(-1)).toEqual({ views: 4321, forwards: 12 });
    expect(samples.rows[0]).not.toEqual({ views: 4321, forwards: 12 });
    await expect(database.pool.query("DELETE FROM message_metric")).rejects.toThrow("kept");
    // What is gone, and what is old, is not asked for.
    const asked = simulator
      .requests()
      .filter(({ method }) => method === "channels.getMessages").length;
    expect(asked).toBeGreaterThan(0);
  });
});
