import { describe, expect, it } from "vitest";
import type { TlObject } from "../tl/value.ts";
import { post } from "../world/change-messages.ts";
import { DirectClient } from "./direct-client.ts";

const list = (value: unknown) => value as readonly TlObject[];

const getDialogs = (fields: TlObject | Record<string, unknown> = {}) =>
  ({
    _: "messages.getDialogs",
    offset_date: 0,
    offset_id: 0,
    offset_peer: { _: "inputPeerEmpty" },
    limit: 100,
    hash: 0n,
    ...fields,
  }) as TlObject;

const titles = (answer: TlObject) =>
  list(answer.dialogs).map(({ peer }) => Object.values(peer as TlObject)[1]);

describe("messages.getDialogs", () => {
  it("lists the chats of the account, pinned first, then by their last message", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    post(client.world, client.world.chat("family"));
    const answer = await client.ask(anna, getDialogs());
    const id = (key: string) => BigInt(client.world.chat(key).id);
    expect(titles(answer).slice(0, 2)).toEqual([id("news"), id("family")]);
    expect(answer._).toBe("messages.dialogs");
    const own = client.world.chats.filter(
      (chat) => chat.members.has("anna") && chat.base.migratedTo === null,
    );
    expect(new Set(titles(answer))).toEqual(new Set(own.map((chat) => BigInt(chat.id))));
    expect(list(answer.dialogs)).toHaveLength(own.length);
    expect(list(answer.messages)).toHaveLength(own.length);
  });

  it("shows each chat once, page by page, whatever the size of the pages", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const all = titles(await client.ask(anna, getDialogs()));
    for (const limit of [1, 2, 3, 7]) {
      const seen: unknown[] = [];
      let offset: Record<string, unknown> = {};
      for (let turn = 0; turn < 30; turn++) {
        const page = await client.ask(anna, getDialogs({ ...offset, limit }));
        if (list(page.dialogs).length === 0) break;
        expect(page).toMatchObject({ _: "messages.dialogsSlice", count: all.length });
        seen.push(...titles(page));
        const last = list(page.dialogs).at(-1)!;
        const top = list(page.messages).at(-1)!;
        const chat = client.world.chats.find(
          (one) => BigInt(one.id) === Object.values(last.peer as TlObject)[1],
        )!;
        offset = {
          offset_date: top.date,
          offset_id: last.top_message,
          offset_peer: client.inputPeer(anna, chat.key),
          exclude_pinned: true,
        };
      }
      expect(seen).toEqual(all);
    }
  });

  it("keeps the archive folder apart", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const archived = BigInt(client.world.chat("holes").id);
    const inFolder = async (folder_id: number) =>
      titles(await client.ask(anna, getDialogs({ folder_id })));
    expect(await inFolder(1)).toEqual([archived]);
    expect(await inFolder(0)).not.toContain(archived);
  });
});

describe("takeouts", () => {
  const start = { _: "account.initTakeoutSession" };
  const finish = { _: "account.finishTakeoutSession", success: true };

  it("make the account wait until it is approved", async () => {
    let time = Date.UTC(2026, 10, 23);
    const client = new DirectClient({ now: () => time });
    const carol = client.keyOf("carol");
    expect(await client.refusal(carol, start)).toBe("420 TAKEOUT_INIT_DELAY_86400");
    time += 400_500;
    expect(await client.refusal(carol, start)).toBe("420 TAKEOUT_INIT_DELAY_86000");
    client.world.account("carol").takeoutApproved = true;
    expect((await client.ask(carol, start))._).toBe("account.takeout");
  });

  it("are over after so many seconds, too", async () => {
    let time = Date.UTC(2026, 10, 23);
    const client = new DirectClient({ now: () => time });
    const carol = client.keyOf("carol");
    await client.refusal(carol, start);
    time += 86_400_000;
    expect(await client.refusal(carol, start)).toBe("ok");
  });

  it("wrap requests until they are finished, for their own account", async () => {
    const client = new DirectClient();
    const [anna, boris] = [client.keyOf("anna"), client.keyOf("boris")];
    const id = (await client.ask(anna, start)).id as bigint;
    const state = { _: "updates.getState" };
    expect(await client.refusal(anna, state, id)).toBe("ok");
    expect(await client.refusal(boris, state, id)).toBe("400 TAKEOUT_INVALID");
    expect(await client.refusal(anna, finish)).toBe("403 TAKEOUT_REQUIRED");
    expect(await client.refusal(anna, finish, id)).toBe("ok");
    expect(await client.refusal(anna, state, id)).toBe("400 TAKEOUT_INVALID");
  });
});
