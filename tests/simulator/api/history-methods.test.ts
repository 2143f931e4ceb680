import { describe, expect, it } from "vitest";
import { encodeObject } from "../tl/encode.ts";
import { telegramSchema } from "../tl/telegram-schema.ts";
import type { TlObject } from "../tl/value.ts";
import { edit, post, remove } from "../world/change-messages.ts";
import { DirectClient, getHistory, idsOf } from "./direct-client.ts";
import { peerObject } from "./peer-object.ts";

const list = (value: unknown) => value as readonly TlObject[];

async function walk(client: DirectClient, key: bigint, peer: TlObject): Promise<TlObject[]> {
  const seen: TlObject[] = [];
  for (let offset_id = 0; ; ) {
    const answer = await client.ask(key, getHistory(peer, { offset_id }));
    const messages = list(answer.messages);
    if (messages.length === 0) return seen;
    seen.push(...messages);
    offset_id = messages.at(-1)?.id as number;
  }
}

describe("messages.getHistory", () => {
  it.each(["tiny", "nasty"] as const)("shows each message of the %s world once", async (name) => {
    const client = new DirectClient({ world: name });
    const anna = client.keyOf("anna");
    for (const chat of client.world.chats.filter(({ members }) => members.has("anna"))) {
      const messages = await walk(client, anna, client.inputPeer(anna, chat.key));
      const shown = messages.map(({ id }) => id as number);
      const account = client.world.account("anna");
      const expected = [...chat.history.from(0)].map((id) =>
        chat.isChannel ? id : client.world.mailboxes.idFor(account, chat, id),
      );
      expect(shown).toEqual(expected.toReversed());
      expect(messages.every(({ _ }) => _ === "message" || _ === "messageService")).toBe(true);
    }
  });

  it("comes with every user and chat its messages name", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    for (const key of ["news", "quay", "forum", "letters_talk", "family", "poison"]) {
      const answer = await client.ask(anna, getHistory(client.inputPeer(anna, key)));
      const known = new Set(
        [...list(answer.chats), ...list(answer.users)].map(({ _, id }) => `${_[0]}${id as bigint}`),
      );
      const named: string[] = [];
      const visit = (value: unknown): void => {
        if (Array.isArray(value)) for (const item of value) visit(item);
        else if (typeof value === "object" && value !== null && !Buffer.isBuffer(value)) {
          const object = value as TlObject;
          if (object._ === "peerUser") named.push(`u${object.user_id as bigint}`);
          if (object._ === "peerChannel") named.push(`c${object.channel_id as bigint}`);
          if (object._ === "messageEntityMentionName") named.push(`u${object.user_id as bigint}`);
          for (const field of Object.values(object)) visit(field);
        }
      };
      visit(answer.messages);
      expect(named.length).toBeGreaterThan(5);
      expect(named.filter((name) => !known.has(name))).toEqual([]);
    }
  });

  it("says how many messages there are, and leaves deleted ones out", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const chat = client.world.chat("news");
    remove(client.world, chat, [48, 49]);
    const answer = await client.ask(anna, getHistory(client.inputPeer(anna, "news"), { limit: 3 }));
    expect(answer).toMatchObject({ _: "messages.channelMessages", count: 48, pts: chat.log.pts });
    expect(idsOf(answer)).toEqual([50, 47, 46]);
  });

  it("shows the newest version, with the time of its edit", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const chat = client.world.chat("news");
    const id = post(client.world, chat, { text: "first" });
    edit(client.world, chat, id, { text: "now" });
    const answer = await client.ask(anna, getHistory(client.inputPeer(anna, "news"), { limit: 1 }));
    const date = client.world.now() / 1000;
    expect(list(answer.messages)[0]).toMatchObject({ id, message: "now", edit_date: date });
  });

  it("starts below a date", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const { history } = client.world.chat("news");
    const peer = client.inputPeer(anna, "news");
    const answer = await client.ask(anna, getHistory(peer, { offset_date: history.dateOf(20) }));
    expect(idsOf(answer)[0]).toBe(19);
  });

  it("counts ids of basic groups per account, in bounds too", async () => {
    const client = new DirectClient();
    const [anna, boris] = [client.keyOf("anna"), client.keyOf("boris")];
    const peer = client.inputPeer(anna, "family");
    const ids = idsOf(await client.ask(anna, getHistory(peer)));
    expect(idsOf(await client.ask(boris, getHistory(peer)))).not.toEqual(ids);
    const [top = 0, second = 0, third = 0] = ids;
    const page = async (fields: Parameters<typeof getHistory>[1]) =>
      idsOf(await client.ask(anna, getHistory(peer, fields)));
    expect((await page({ offset_id: second, limit: 1 }))[0]).toBe(third);
    expect((await page({ offset_id: second + 1, limit: 1 }))[0]).toBe(second);
    expect(await page({ min_id: second })).toEqual([top]);
    expect(await page({ min_id: second - 1 })).toEqual([top, second]);
    expect((await page({ max_id: second }))[0]).toBe(third);
    expect((await page({ max_id: second + 1 }))[0]).toBe(second);
  });

  it("hides what came before from those who joined later", async () => {
    const client = new DirectClient();
    const [anna, boris] = [client.keyOf("anna"), client.keyOf("boris")];
    client.world.chat("guild").members.add("anna");
    const oldest = async (key: bigint) =>
      (await walk(client, key, client.inputPeer(key, "guild"))).at(-1)?.id;
    expect(await oldest(anna)).toBe(11);
    expect(await oldest(boris)).toBe(1);
  });

  it("sends broken text as it is, not mended", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const messages = await walk(client, anna, client.inputPeer(anna, "poison"));
    const broken = messages.filter(({ message }) => Buffer.isBuffer(message));
    expect(broken.length).toBeGreaterThan(2);
    const wire = encodeObject(telegramSchema().schema, broken[0]!);
    expect(wire.includes(broken[0]!.message as Buffer)).toBe(true);
  });

  it("is refused for wrong hashes, for others' private channels and for no channel at all", async () => {
    const client = new DirectClient();
    const [anna, dora] = [client.keyOf("anna"), client.keyOf("dora")];
    const news = client.inputPeer(anna, "news");
    const refusal = (key: bigint, peer: TlObject) => client.refusal(key, getHistory(peer));
    expect(await refusal(dora, news)).toBe("400 CHANNEL_INVALID");
    expect(await refusal(dora, client.inputPeer(dora, "news"))).toBe("ok");
    expect(await refusal(dora, client.inputPeer(dora, "secret"))).toBe("400 CHANNEL_PRIVATE");
    expect(await refusal(anna, { ...news, channel_id: 5n })).toBe("400 CHANNEL_INVALID");
    expect(await refusal(dora, client.inputPeer(dora, "family"))).toBe("400 CHAT_ID_INVALID");
    expect(await refusal(anna, { _: "inputPeerEmpty" })).toBe("400 PEER_ID_INVALID");
    expect(await refusal(client.freshKey(), news)).toBe("401 AUTH_KEY_UNREGISTERED");
  });
});

describe("messages.getReplies", () => {
  const getReplies = (peer: TlObject, msg_id: number) => ({
    ...getHistory(peer),
    _: "messages.getReplies",
    msg_id,
  });

  it("shows a post's comments, as many as the post says it has", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const peer = client.inputPeer(anna, "letters");
    const posts = list((await client.ask(anna, getHistory(peer))).messages);
    const commented = posts.filter(({ replies }) => ((replies as TlObject)?.replies as number) > 0);
    expect(commented.length).toBeGreaterThan(2);
    for (const { id, replies } of commented) {
      const answer = await client.ask(anna, getReplies(peer, id as number));
      expect(answer.count).toBe((replies as TlObject).replies);
      const group = client.world.chat("letters_talk");
      expect(list(answer.messages)[0]?.peer_id).toEqual(peerObject(group.peer));
    }
    expect(await client.refusal(anna, getReplies(peer, 999))).toBe("400 MSG_ID_INVALID");
  });

  it("divides a forum into its topics without rest", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const peer = client.inputPeer(anna, "forum");
    const inTopics: number[] = [];
    for (const topic of [1, 2, 5, 9]) {
      inTopics.push(...idsOf(await client.ask(anna, getReplies(peer, topic))));
    }
    const { history } = client.world.chat("forum");
    const openers = new Set([1, 2, 5, 9]);
    expect(inTopics.toSorted((a, b) => a - b)).toEqual(
      [...history.from(0)].filter((id) => !openers.has(id)),
    );
  });
});
