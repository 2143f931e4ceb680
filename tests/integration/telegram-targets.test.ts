import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markPeer } from "@telekeep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../simulator/command.ts";
import { ADD, addByApi } from "./add-by-api.ts";
import { type FetchingServer, startFetchingServer } from "./fetching-server.ts";
import { waitUntil } from "./wait-until.ts";

let server: FetchingServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "telekeep-targets-"));
  server = await startFetchingServer({ world: "tiny" });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const channelId = (key: string) => markPeer("channel", server.simulator.world.chat(key).id);

const add = (input: object) => addByApi(server, input);

describe("the chat list of an account", () => {
  const PAGE = `query ($first: Int, $after: String) { dialogs(first: $first, after: $after) {
    edges { cursor node { telegramId kind title isPutAway channel { title } } }
    pageInfo { hasNextPage endCursor } } }`;

  it("is read page by page, each chat once, with what is archived of it", async () => {
    await server.addChannel("@harbour_news");
    const seen: { telegramId: string }[] = [];
    for (let after: string | null = null; ; ) {
      const page: {
        edges: { node: { telegramId: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      } = await server.ask(PAGE, { first: 4, after });
      expect(page.edges.length).toBeLessThanOrEqual(4);
      seen.push(...page.edges.map(({ node }) => node));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(new Set(seen.map(({ telegramId }) => telegramId)).size).toBe(seen.length);
    expect(seen[0]).toMatchObject({ title: "Harbour News", channel: { title: "Harbour News" } });
    expect(seen).toContainEqual(
      expect.objectContaining({ kind: "GROUP", title: "Familia", channel: null }),
    );
    expect(seen).toContainEqual(expect.objectContaining({ kind: "PRIVATE" }));
    expect(seen.at(-1)).toMatchObject({ isPutAway: true, telegramId: String(channelId("holes")) });
    expect(server.simulator.requestCount("messages.getDialogs")).toBe(2);
  });
});

describe("what a channel has become", () => {
  it("is recorded when it is fetched again, without being added again", async () => {
    const id = await server.addChannel("@kept_shelf");
    await runCommand(server.simulator, { do: "title", chat: "locked", title: "Another shelf" });
    await server.ask(
      `mutation ($input: StartIngestionInput!) { startIngestion(input: $input) {
        ... on StartIngestionSuccess { job { id } } } }`,
      { input: { channelId: id, idempotencyKey: randomUUID() } },
    );
    const TITLE = "query ($id: ID!) { node(id: $id) { ... on Channel { title } } }";
    await waitUntil(async () => (await server.ask(TITLE, { id })).title === "Another shelf");
    expect((await server.ask(TITLE, { id })).title).toBe("Another shelf");
  });
});

describe("what a channel is like", () => {
  const PROFILE = `query ($id: BigInt!) { channel(by: { telegramId: $id }) {
    title username about isVerified
    profileRevisions(first: 10) { edges { node { title username about photoId } } } } }`;

  it("is recorded with every change when it is fetched, and a name belongs to one channel", async () => {
    const first = await server.ask(PROFILE, { id: String(channelId("news")) });
    expect(first).toMatchObject({
      ...{ username: "harbour_news", about: "What happens between the moles." },
      isVerified: true,
    });
    const { simulator } = server;
    await runCommand(simulator, { do: "title", chat: "news", title: "Harbour Wire" });
    await runCommand(simulator, { do: "photo", chat: "news" });
    await runCommand(simulator, { do: "usernames", chat: "news", usernames: [] });
    await runCommand(simulator, { do: "usernames", chat: "locked", usernames: ["harbour_news"] });
    await add({ reference: "@harbour_news" });
    const taken = await server.ask(PROFILE, { id: String(channelId("locked")) });
    expect(taken.username).toBe("harbour_news");
    expect((await server.ask(PROFILE, { id: String(channelId("news")) })).username).toBeNull();

    await add({ reference: String(channelId("news")) });
    const now = await server.ask(PROFILE, { id: String(channelId("news")) });
    expect(now).toMatchObject({ title: "Harbour Wire", username: null });
    const seen = now.profileRevisions.edges.map(({ node }: { node: object }) => node);
    expect(seen).toMatchObject([
      { title: "Harbour Wire", username: null, photoId: expect.any(String) },
      { title: "Harbour News", username: null },
      { title: "Harbour News", username: "harbour_news" },
    ]);
    expect(seen[0].photoId).not.toBe(seen[1].photoId);
  });
});

describe("the list of channels", () => {
  const EXPORT = `query ($format: TargetsFormat!, $withAccess: Boolean!) {
    exportTargets(format: $format, withAccess: $withAccess) }`;
  const IMPORT = `mutation ($path: String!) { importTargets(input: { path: $path }) {
    ... on ImportTargetsSuccess { channelsAdded channelsKnown accessAdded accessSkipped }
    ... on Error { code message } } }`;
  const exported = async (from: FetchingServer, format: string, withAccess = true) =>
    (await from.ask(EXPORT, { format, withAccess })) as string;
  const imported = async (to: FetchingServer, name: string, content: string) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return await to.ask(IMPORT, { path });
  };

  beforeAll(async () => {
    await add({ reference: "https://t.me/+AbCdEfGhIjKlMnOp", startIngestion: false });
  });

  it("tells how channels are reached, and the invites, only when it is asked to", async () => {
    const { rows } = await server.api.database.pool.query<{ hash: string }>(
      "SELECT access_hash::text AS hash FROM channel_access WHERE access_hash IS NOT NULL",
    );
    for (const format of ["JSON", "CSV"]) {
      const shown = await exported(server, format, false);
      expect(shown).toContain("Tide Watch (members only)");
      expect(shown).not.toContain("AbCdEfGhIjKlMnOp");
      const private_ = await exported(server, format);
      expect(private_).toContain("AbCdEfGhIjKlMnOp");
      for (const { hash } of rows) {
        expect(private_).toContain(hash);
        expect(shown).not.toContain(hash);
      }
    }
  });

  it.each(["JSON", "CSV"])(
    "is the same in another archive that has read it, from %s",
    async (as) => {
      await using other = await startFetchingServer({ world: "tiny" });
      const [json, document] = [await exported(server, "JSON"), await exported(server, as)];
      const { targets } = JSON.parse(json);
      const ways = targets.flatMap(({ access }: { access: object[] }) => access);
      expect(await imported(other, `targets.${as}`, document)).toEqual({
        ...{ channelsAdded: targets.length, channelsKnown: 0 },
        ...{ accessAdded: ways.length, accessSkipped: 0 },
      });
      expect(await exported(other, "JSON")).toBe(json);
      expect(await imported(other, `targets.${as}`, document)).toEqual({
        ...{ channelsAdded: 0, channelsKnown: targets.length },
        ...{ accessAdded: 0, accessSkipped: 0 },
      });
      expect(await exported(other, "JSON")).toBe(json);

      // By its number, which says nothing to Telegram without what was imported.
      const asked = other.simulator.requestCount("messages.getDialogs");
      const reference = String(channelId("secret"));
      const input = { reference, startIngestion: false };
      const added = await other.ask(ADD, { input });
      expect(added.channel.telegramId).toBe(reference);
      expect(other.simulator.requestCount("messages.getDialogs")).toBe(asked);
    },
  );

  it("leaves out the ways of accounts that are not here", async () => {
    const { targets, ...head } = JSON.parse(await exported(server, "JSON"));
    const strange = targets.map((target: { access: object[] }) => ({
      ...target,
      access: target.access.map((way) => ({ ...way, accountId: 99 })),
    }));
    const document = JSON.stringify({ ...head, targets: strange });
    expect(await imported(server, "strange.json", document)).toMatchObject({
      ...{ channelsAdded: 0, accessAdded: 0 },
      accessSkipped: strange.filter(({ access }: { access: object[] }) => access.length > 0).length,
    });
  });

  it("is refused whole when one target of a file is broken, or there is no such file", async () => {
    const { targets, ...head } = JSON.parse(await exported(server, "JSON"));
    const before = await exported(server, "JSON");
    const [first] = targets;
    const broken = [
      { ...first, id: -5 },
      { ...first, id: -6, title: 7 },
    ];
    const document = JSON.stringify({ ...head, targets: broken });
    expect(await imported(server, "broken.json", document)).toEqual({
      code: "INVALID_INPUT",
      message: "Nothing was imported: the title of target 2 cannot be read.",
    });
    expect(await exported(server, "JSON")).toBe(before);
    expect(await server.ask(IMPORT, { path: join(folder, "nothing") })).toMatchObject({
      code: "IMPORT_REJECTED",
      message: expect.stringMatching(/cannot be read; name a file of targets\.$/),
    });
    expect(await server.ask(IMPORT, { path: folder })).toMatchObject({ code: "IMPORT_REJECTED" });
    // A device has no end, and opening a pipe waits for somebody to write into it.
    expect(await server.ask(IMPORT, { path: "/dev/zero" })).toMatchObject({
      code: "IMPORT_REJECTED",
      message: "/dev/zero is no file; name a file of targets.",
    });
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(await server.ask(IMPORT, { path: pipe })).toMatchObject({ code: "IMPORT_REJECTED" });
    expect(await server.ask(IMPORT, { path: "x" })).toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("a channel with comments", () => {
  it("brings its discussion group along when that is asked for", async () => {
    const alone = await add({ reference: "@keeper_letters" });
    expect(alone.channels).toEqual([{ telegramId: String(channelId("letters")) }]);
    const both = await add({ reference: "@keeper_letters", withDiscussion: true });
    expect(both.channels).toEqual([
      { telegramId: String(channelId("letters")) },
      { telegramId: String(channelId("letters_talk")) },
    ]);
    expect(both.jobs).toHaveLength(2);
  });
});

describe("what cannot be archived", () => {
  it.each([
    ["a username of nobody", "@nobody_has_this", "Nobody has this username."],
    ["an invite that has expired", "t.me/+NoSuchInviteHash", "not valid any more"],
    ["an invite that was not accepted", "t.me/+ZyXwVuTsRqPoNmLk", "has not joined; join in"],
    [
      "a private channel that the account is not in",
      "-1002200000012",
      "No channel of this account",
    ],
    ["no channel at all", "not a channel", "names no channel; write @name"],
  ])("is refused in a sentence that says what to do: %s", async (_, reference, words) => {
    const { message, code } = await server.ask(ADD, { input: { reference } });
    expect(message).toContain(words);
    expect(["CHANNEL_INACCESSIBLE", "INVALID_INPUT"]).toContain(code);
  });

  it("is a channel that has banned the account", async () => {
    await runCommand(server.simulator, { do: "kick", chat: "poison", account: "anna" });
    expect(await server.ask(ADD, { input: { reference: "@poison_bottle" } })).toEqual({
      code: "CHANNEL_INACCESSIBLE",
      message:
        "The channel is closed to this account, which was removed or banned; try another account.",
    });
  });

  it("is the rest of a channel that disappears midway: its job says so, others go on", async () => {
    await using slow = await startFetchingServer(
      { world: { large: { ids: 2000, channels: 2 } } },
      30,
    );
    const start = async (reference: string) => {
      const { jobs } = await slow.ask(ADD, { input: { reference } });
      return jobs[0].id as string;
    };
    const STATE = `query ($id: ID!) { job(id: $id) { state failure { code message }
      progress { messages } } }`;
    const [lost, other] = [await start("@large_1"), await start("@large_2")];
    await waitUntil(async () => (await slow.ask(STATE, { id: lost })).progress?.messages > 0);
    await runCommand(slow.simulator, { do: "deleteChat", chat: "large1" });
    await waitUntil(async () => (await slow.ask(STATE, { id: lost })).state === "FAILED");
    expect(await slow.ask(STATE, { id: lost })).toMatchObject({
      failure: { code: "CHANNEL_INACCESSIBLE", message: expect.stringMatching(/^[^.]+\.$/) },
    });
    await waitUntil(async () => (await slow.ask(STATE, { id: other })).state === "SUCCEEDED");
  });
});
