import { describe, expect, it } from "vitest";
import type { TlObject } from "../tl/value.ts";
import { changeUsernames, deleteChat, join, kick } from "../world/change-chats.ts";
import { post } from "../world/change-messages.ts";
import { DirectClient, idsOf } from "./direct-client.ts";

const list = (value: unknown) => value as readonly TlObject[];
const resolve = (username: string) => ({ _: "contacts.resolveUsername", username });

describe("contacts.resolveUsername", () => {
  it("finds channels and people, in any case, also by a second or a short name", async () => {
    const client = new DirectClient();
    const dora = client.keyOf("dora");
    const peerOf = async (username: string) => (await client.ask(dora, resolve(username))).peer;
    const channel = (key: string) => ({
      _: "peerChannel",
      channel_id: BigInt(client.world.chat(key).id),
    });
    expect(await peerOf("HARBOUR_News")).toEqual(channel("news"));
    expect(await peerOf("lighthouse_letters")).toEqual(channel("letters"));
    expect(await peerOf("fish")).toEqual(channel("gold"));
    expect(await peerOf("anna_archer")).toEqual({ _: "peerUser", user_id: 7_000_000_001n });
  });

  it("says which names are nobody's and which cannot be names", async () => {
    const client = new DirectClient();
    const dora = client.keyOf("dora");
    const refusal = (username: string) => client.refusal(dora, resolve(username));
    expect(await refusal("nobody_here")).toBe("400 USERNAME_NOT_OCCUPIED");
    for (const bad of ["@harbour_news", "ab", "1abcd", "a-b-c", ""]) {
      expect(await refusal(bad)).toBe("400 USERNAME_INVALID");
    }
    changeUsernames(client.world, client.world.chat("news"), ["harbour_olds"]);
    expect(await refusal("harbour_news")).toBe("400 USERNAME_NOT_OCCUPIED");
    expect(await refusal("harbour_olds")).toBe("ok");
  });
});

describe("chats", () => {
  it("carry an access hash that is worth nothing to another account", async () => {
    const client = new DirectClient();
    const [anna, dora] = [client.keyOf("anna"), client.keyOf("dora")];
    const hashFor = async (key: bigint) =>
      list((await client.ask(key, resolve("harbour_news"))).chats)[0]?.access_hash;
    expect(await hashFor(anna)).not.toBe(await hashFor(dora));
    const channel = client.inputChannel(anna, "news");
    expect(await client.refusal(dora, { _: "channels.getFullChannel", channel })).toBe(
      "400 CHANNEL_INVALID",
    );
  });

  it("become forbidden to who was thrown out, and to all when they are deleted", async () => {
    const client = new DirectClient();
    const [anna, boris] = [client.keyOf("anna"), client.keyOf("boris")];
    const look = async (key: bigint) => {
      const id = [client.inputChannel(key, "news")];
      return list((await client.ask(key, { _: "channels.getChannels", id })).chats)[0];
    };
    expect(await look(anna)).toMatchObject({ _: "channel", left: false, username: "harbour_news" });
    expect(await look(client.keyOf("dora"))).toMatchObject({ _: "channel", left: true });
    kick(client.world, client.world.chat("news"), client.world.account("anna"));
    expect(await look(anna)).toMatchObject({ _: "channelForbidden", title: "Harbour News" });
    expect((await look(boris))?._).toBe("channel");
    deleteChat(client.world, client.world.chat("news"));
    expect((await look(boris))?._).toBe("channelForbidden");
    const channel = client.inputChannel(boris, "news");
    const full = { _: "channels.getFullChannel", channel };
    expect(await client.refusal(boris, full)).toBe("400 CHANNEL_PRIVATE");
  });

  it("know their discussion groups and what they were before", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const full = async (key: string) => {
      const channel = client.inputChannel(anna, key);
      return (await client.ask(anna, { _: "channels.getFullChannel", channel }))
        .full_chat as TlObject;
    };
    const [letters, talk] = [client.world.chat("letters"), client.world.chat("letters_talk")];
    expect((await full("letters")).linked_chat_id).toBe(BigInt(talk.id));
    expect((await full("letters_talk")).linked_chat_id).toBe(BigInt(letters.id));
    const old = client.world.chat("quay_old");
    const last = client.world.mailboxes.idFor(client.world.account("anna"), old, 20);
    expect(await full("quay")).toMatchObject({
      migrated_from_chat_id: BigInt(old.id),
      migrated_from_max_id: last,
    });
    const chats = list(
      (await client.ask(anna, { _: "messages.getChats", id: [BigInt(old.id)] })).chats,
    );
    expect(chats[0]).toMatchObject({
      deactivated: true,
      migrated_to: { channel_id: BigInt(client.world.chat("quay").id) },
    });
  });

  it("list a forum's topics, pinned ones first, old and new ones", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const chat = client.world.chat("forum");
    const id = post(client.world, chat, {
      action: { kind: "topicCreate", title: "Рыба", color: 1 },
    });
    const written = post(client.world, chat, { text: "щука", topic: id });
    const topics = async (offset_topic: number, limit: number, q?: string) =>
      client.ask(anna, {
        _: "channels.getForumTopics",
        channel: client.inputChannel(anna, "forum"),
        q,
        offset_date: 0,
        offset_id: 0,
        offset_topic,
        limit,
      });
    const all = await topics(0, 100);
    expect(all.count).toBe(5);
    expect(list(all.topics).slice(0, 2)).toMatchObject([
      { id: 2, title: "Лодки", pinned: true },
      { id, title: "Рыба", top_message: written },
    ]);
    expect(list(all.topics).find((topic) => topic.id === 9)).toMatchObject({ closed: true });
    const ids = list(all.topics).map((topic) => topic.id as number);
    const paged = [
      ...list((await topics(0, 2)).topics),
      ...list((await topics(ids[1]!, 9)).topics),
    ];
    expect(paged.map((topic) => topic.id)).toEqual(ids);
    expect(list((await topics(0, 9, "рыб")).topics)).toHaveLength(1);
  });
});

describe("joining", () => {
  const check = (hash: string) => ({ _: "messages.checkChatInvite", hash });
  const enter = (hash: string) => ({ _: "messages.importChatInvite", hash });

  it("by invite link shows the chat first, then lets in, once", async () => {
    const client = new DirectClient();
    const dora = client.keyOf("dora");
    const hash = "AbCdEfGhIjKlMnOp";
    expect(await client.ask(dora, check(hash))).toMatchObject({
      _: "chatInvite",
      broadcast: true,
      title: "Tide Watch (members only)",
    });
    const updates = await client.ask(dora, enter(hash));
    expect(list(updates.chats)[0]).toMatchObject({ _: "channel", left: false });
    expect(await client.refusal(dora, enter(hash))).toBe("400 USER_ALREADY_PARTICIPANT");
    expect((await client.ask(dora, check(hash)))._).toBe("chatInviteAlready");
  });

  it("refuses links that are wrong or revoked", async () => {
    const client = new DirectClient();
    const dora = client.keyOf("dora");
    const refusal = (hash: string) => client.refusal(dora, enter(hash));
    expect(await refusal("NoSuchInvite1234")).toBe("400 INVITE_HASH_EXPIRED");
    expect(await refusal("what?")).toBe("400 INVITE_HASH_INVALID");
    expect(await refusal("")).toBe("400 INVITE_HASH_EMPTY");
    client.world.chat("secret").invite = null;
    expect(await refusal("AbCdEfGhIjKlMnOp")).toBe("400 INVITE_HASH_EXPIRED");
  });

  it("by request waits for approval", async () => {
    const client = new DirectClient();
    const dora = client.keyOf("dora");
    const hash = "ZyXwVuTsRqPoNmLk";
    const guild = client.world.chat("guild");
    expect(await client.ask(dora, check(hash))).toMatchObject({ request_needed: true });
    expect(await client.refusal(dora, enter(hash))).toBe("400 INVITE_REQUEST_SENT");
    expect(client.world.access(client.world.account("dora"), guild)).toBe("none");
    join(client.world, guild, client.world.account("dora"));
    expect((await client.ask(dora, check(hash)))._).toBe("chatInviteAlready");
  });

  it("by the front door works for public chats only", async () => {
    const client = new DirectClient();
    const dora = client.keyOf("dora");
    const joinChannel = (key: string) =>
      client.refusal(dora, { _: "channels.joinChannel", channel: client.inputChannel(dora, key) });
    expect(await joinChannel("news")).toBe("ok");
    expect(await joinChannel("news")).toBe("400 USER_ALREADY_PARTICIPANT");
    expect(await joinChannel("secret")).toBe("400 CHANNEL_PRIVATE");
  });
});

describe("messages by id", () => {
  it("come in the order asked, empty where there is none", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const channel = client.inputChannel(anna, "news");
    const inputs = [
      { _: "inputMessageID", id: 30 },
      { _: "inputMessageID", id: 999 },
      { _: "inputMessageID", id: 2 },
      { _: "inputMessageReplyTo", id: 6 },
    ];
    const answer = await client.ask(anna, { _: "channels.getMessages", channel, id: inputs });
    const answered = client.world.chat("news").history.message(6)?.replyTo?.message;
    expect(idsOf(answer)).toEqual([30, 999, 2, answered]);
    expect(list(answer.messages)[1]).toEqual({ _: "messageEmpty", id: 999 });
    const none = { _: "channels.getMessages", channel, id: [] };
    expect(await client.refusal(anna, none)).toBe("400 MESSAGE_IDS_EMPTY");
  });

  it("of the mailbox are the account's own", async () => {
    const client = new DirectClient();
    const [anna, carol] = [client.keyOf("anna"), client.keyOf("carol")];
    const id = client.world.mailboxes.idFor(
      client.world.account("anna"),
      client.world.chat("pen"),
      3,
    );
    const request = { _: "messages.getMessages", id: [{ _: "inputMessageID", id }] };
    expect(list((await client.ask(anna, request)).messages)[0]).toMatchObject({
      _: "message",
      peer_id: { _: "peerUser" },
    });
    expect(list((await client.ask(carol, request)).messages)[0]?._).toBe("messageEmpty");
  });

  it("have views that count up when asked to, and reactions", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const peer = client.inputPeer(anna, "news");
    const views = async (increment: boolean) => {
      const request = { _: "messages.getMessagesViews", peer, id: [2, 999], increment };
      return list((await client.ask(anna, request)).views).map((one) => one.views as number);
    };
    const [before = 0, none] = await views(false);
    expect(none).toBe(undefined);
    expect((await views(true))[0]).toBe(before + 1);
    expect((await views(false))[0]).toBe(before + 1);
    const { history } = client.world.chat("news");
    const reacted = [...history.from(0)].filter((id) => history.message(id)?.reactions);
    const request = { _: "messages.getMessagesReactions", peer, id: reacted };
    const { updates } = await client.ask(anna, request);
    expect(list(updates).map(({ msg_id }) => msg_id)).toEqual(reacted);
    expect(reacted.length).toBeGreaterThan(3);
  });
});
