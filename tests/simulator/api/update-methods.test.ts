import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TlObject } from "../tl/value.ts";
import { edit, post, remove } from "../world/change-messages.ts";
import { stir } from "../world/stir.ts";
import { DirectClient, getHistory, idsOf } from "./direct-client.ts";

const list = (value: unknown) => value as readonly TlObject[];
const difference = (channel: TlObject, pts: number, limit = 100) => ({
  _: "updates.getChannelDifference",
  channel,
  filter: { _: "channelMessagesFilterEmpty" },
  pts,
  limit,
});

/** What a client knows of a channel: texts by id, as far as it was told. */
class Replica {
  readonly texts = new Map<number, unknown>();
  pts: number;

  constructor(pts: number) {
    this.pts = pts;
  }

  apply(update: TlObject): void {
    const { message, messages, pts } = update as { message?: TlObject } & TlObject;
    if (message !== undefined && message._ !== "messageEmpty") this.keep(message);
    if (update._ === "updateDeleteChannelMessages") {
      for (const id of messages as number[]) this.texts.delete(id);
    }
    if (typeof pts === "number") this.pts = pts;
  }

  keep(message: TlObject): void {
    this.texts.set(message.id as number, message.message ?? (message.action as TlObject)._);
  }
}

async function catchUp(client: DirectClient, key: bigint, replica: Replica, limit: number) {
  const channel = client.inputChannel(key, "news");
  for (let turn = 0; turn < 1_000; turn++) {
    const answer = await client.ask(key, difference(channel, replica.pts, limit));
    for (const message of list(answer.new_messages ?? [])) replica.keep(message);
    for (const update of list(answer.other_updates ?? [])) replica.apply(update);
    replica.pts = answer.pts as number;
    if (answer.final === true) return answer;
  }
  throw new Error("The difference never ends.");
}

describe("updates.getChannelDifference", () => {
  it("brings a client that missed some pushes to where one is that saw them all", async () => {
    const happenings = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        happenings,
        fc.integer({ min: 1, max: 100 }),
        fc.nat(),
        async (heard, limit, seed) => {
          const client = new DirectClient({ seed });
          const anna = client.keyOf("anna");
          const chat = client.world.chat("news");
          const faithful = new Replica(chat.log.start);
          const forgetful = new Replica(chat.log.start);
          let gap = false;
          for (const [turn, hears] of heard.entries()) {
            client.pushed.length = 0;
            stir(client.world, [chat], turn);
            for (const { updates } of client.pushed) {
              for (const update of list(updates.updates)) {
                if (update.pts === undefined) continue;
                faithful.apply(update);
                gap ||= !hears;
                if (!gap) forgetful.apply(update);
              }
            }
          }
          await catchUp(client, anna, forgetful, limit);
          expect(forgetful.pts).toBe(chat.log.pts);
          expect(faithful.pts).toBe(chat.log.pts);
          for (const id of forgetful.texts.keys()) expect(chat.history.exists(id)).toBe(true);
          for (const [id, text] of faithful.texts) {
            if (chat.history.message(id)?.pinned !== true)
              expect(forgetful.texts.get(id)).toEqual(text);
          }
          expect(new Set(forgetful.texts.keys())).toEqual(new Set(faithful.texts.keys()));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("says when nothing happened, and when to ask again", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const { log } = client.world.chat("news");
    expect(await client.ask(anna, difference(client.inputChannel(anna, "news"), log.pts))).toEqual({
      _: "updates.channelDifferenceEmpty",
      final: true,
      pts: log.pts,
      timeout: 30,
    });
  });

  it("comes in slices, of which only the last is final", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const chat = client.world.chat("news");
    for (let turn = 0; turn < 5; turn++) post(client.world, chat);
    const channel = client.inputChannel(anna, "news");
    const first = await client.ask(anna, difference(channel, chat.log.start, 2));
    expect(first).toMatchObject({ final: false, pts: chat.log.start + 2, timeout: undefined });
    expect(list(first.new_messages)).toHaveLength(2);
    const rest = await client.ask(anna, difference(channel, chat.log.start + 2, 100));
    expect(rest).toMatchObject({ final: true, pts: chat.log.pts });
    expect(list(rest.new_messages)).toHaveLength(3);
  });

  it("shows messages as they are now, and never ones that are gone again", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const chat = client.world.chat("news");
    const [kept, gone] = [post(client.world, chat), post(client.world, chat)];
    edit(client.world, chat, kept, { text: "edited" });
    edit(client.world, chat, 10, { text: "old one edited" });
    remove(client.world, chat, [gone]);
    const answer = await client.ask(
      anna,
      difference(client.inputChannel(anna, "news"), chat.log.start),
    );
    expect(list(answer.new_messages)).toMatchObject([{ id: kept, message: "edited" }]);
    expect(list(answer.other_updates).map(({ _ }) => _)).toEqual([
      "updateEditChannelMessage",
      "updateDeleteChannelMessages",
    ]);
  });

  it("gives up on clients too far behind, and shows them the newest messages", async () => {
    const client = new DirectClient({ differenceTooLongAfter: 3 });
    const anna = client.keyOf("anna");
    const chat = client.world.chat("news");
    const channel = client.inputChannel(anna, "news");
    const ids = [1, 2, 3, 4].map(() => post(client.world, chat));
    const near = await client.ask(anna, difference(channel, chat.log.pts - 3));
    expect(near._).toBe("updates.channelDifference");
    for (const pts of [chat.log.pts - 4, 1]) {
      const far = await client.ask(anna, difference(channel, pts));
      expect(far).toMatchObject({
        _: "updates.channelDifferenceTooLong",
        final: true,
        dialog: { top_message: ids.at(-1), pts: chat.log.pts },
      });
      expect(idsOf(far).slice(0, 4)).toEqual(ids.toReversed());
    }
    const refusal = (pts: number) => client.refusal(anna, difference(channel, pts));
    expect(await refusal(0)).toBe("400 PERSISTENT_TIMESTAMP_EMPTY");
    expect(await refusal(chat.log.pts + 1)).toBe("400 PERSISTENT_TIMESTAMP_INVALID");
  });
});

describe("updates.getDifference", () => {
  const ask = (client: DirectClient, key: bigint, pts: number, date = 0, pts_limit?: number) =>
    client.ask(key, { _: "updates.getDifference", pts, date, qts: 0, pts_limit });

  it("tells of basic groups and private chats, and names channels to ask about", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const state = await client.ask(anna, { _: "updates.getState" });
    const pts = state.pts as number;
    expect((await ask(client, anna, pts))._).toBe("updates.differenceEmpty");
    const family = client.world.chat("family");
    const id = post(client.world, family, { text: "hola" });
    const news = client.world.chat("news");
    post(client.world, news);
    const answer = await ask(client, anna, pts);
    const mailboxId = client.world.mailboxes.idFor(client.world.account("anna"), family, id);
    expect(answer._).toBe("updates.difference");
    expect(list(answer.new_messages)).toMatchObject([{ id: mailboxId, message: "hola" }]);
    expect(list(answer.other_updates)).toEqual([
      { _: "updateChannelTooLong", channel_id: BigInt(news.id), pts: news.log.pts },
    ]);
    const shown = await client.ask(
      anna,
      getHistory(client.inputPeer(anna, "family"), { limit: 1 }),
    );
    expect(idsOf(shown)).toEqual([mailboxId]);
  });

  it("comes in slices, and not at all for a state that never was", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    for (let turn = 0; turn < 3; turn++) post(client.world, client.world.chat("family"));
    const slice = await ask(client, anna, 1, client.world.now() / 1000 + 1, 2);
    expect(slice).toMatchObject({ _: "updates.differenceSlice", intermediate_state: { pts: 3 } });
    await expect(ask(client, anna, 99)).rejects.toThrow("PERSISTENT_TIMESTAMP_INVALID");
  });
});

describe("pushes", () => {
  it("reach members only, each with the ids and hashes of that account", async () => {
    const client = new DirectClient();
    const [anna, boris] = [client.keyOf("anna"), client.keyOf("boris")];
    client.keyOf("dora");
    post(client.world, client.world.chat("family"));
    post(client.world, client.world.chat("secret"));
    const heard = client.pushed.map(({ authKeyId, updates }) => {
      const [update] = list(updates.updates);
      return [authKeyId, update?._, (update?.message as TlObject | undefined)?.id];
    });
    const idFor = (name: string) =>
      client.world.mailboxes.idFor(client.world.account(name), client.world.chat("family"), 26);
    expect(heard).toEqual([
      [anna, "updateNewMessage", idFor("anna")],
      [boris, "updateNewMessage", idFor("boris")],
      [anna, "updateNewChannelMessage", 41],
    ]);
  });
});
