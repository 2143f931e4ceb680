import { describe, expect, it } from "vitest";
import type { TlObject } from "../tl/value.ts";
import { stir } from "../world/stir.ts";
import { methodNames } from "./api.ts";
import { DirectClient, getHistory } from "./direct-client.ts";

const list = (value: unknown) => value as readonly TlObject[];
const ids = (...numbers: number[]) => numbers.map((id) => ({ _: "inputMessageID", id }));

/** One good request for each method that someone signed in can ask. */
function requests(client: DirectClient, key: bigint, document: TlObject): TlObject[] {
  const news = client.inputPeer(key, "news");
  const channel = client.inputChannel(key, "news");
  const letters = client.inputPeer(key, "letters");
  const me = { _: "inputUserSelf" };
  return [
    { _: "help.getConfig" },
    { _: "help.getNearestDc" },
    { _: "account.getPassword" },
    { _: "auth.exportLoginToken", api_id: 1, api_hash: "x", except_ids: [] },
    { _: "auth.exportAuthorization", dc_id: 4 },
    { _: "account.getAuthorizations" },
    { _: "users.getUsers", id: [me, { _: "inputUserEmpty" }] },
    { _: "users.getFullUser", id: me },
    { _: "contacts.resolveUsername", username: "harbour_news" },
    { _: "channels.getChannels", id: [channel] },
    { _: "messages.getChats", id: [BigInt(client.world.chat("quay_old").id)] },
    { _: "channels.getFullChannel", channel: client.inputChannel(key, "quay") },
    { _: "messages.getFullChat", chat_id: BigInt(client.world.chat("family").id) },
    {
      _: "channels.getForumTopics",
      channel: client.inputChannel(key, "forum"),
      offset_date: 0,
      offset_id: 0,
      offset_topic: 0,
      limit: 20,
    },
    { _: "messages.checkChatInvite", hash: "AbCdEfGhIjKlMnOp" },
    { _: "channels.joinChannel", channel: client.inputChannel(key, "gold") },
    {
      _: "messages.getDialogs",
      offset_date: 0,
      offset_id: 0,
      offset_peer: { _: "inputPeerEmpty" },
      limit: 5,
      hash: 0n,
    },
    getHistory(news),
    { ...getHistory(letters), _: "messages.getReplies", msg_id: 4 },
    { _: "channels.getMessages", channel, id: ids(1, 2, 3, 999) },
    { _: "messages.getMessages", id: ids(1010, 7) },
    { _: "messages.getDiscussionMessage", peer: letters, msg_id: 4 },
    { _: "messages.getMessagesViews", peer: news, id: [2, 3, 999], increment: true },
    { _: "messages.getMessagesReactions", peer: news, id: [2, 30, 31, 999] },
    { _: "updates.getState" },
    { _: "updates.getDifference", pts: 1, date: 0, qts: 0 },
    {
      _: "updates.getChannelDifference",
      channel,
      filter: { _: "channelMessagesFilterEmpty" },
      pts: client.world.chat("news").log.start,
      limit: 100,
    },
    {
      _: "upload.getFile",
      location: {
        _: "inputDocumentFileLocation",
        id: document.id,
        access_hash: document.access_hash,
        file_reference: document.file_reference,
        thumb_size: "",
      },
      offset: 0n,
      limit: 4096,
    },
    { _: "account.initTakeoutSession" },
  ];
}

/** Asked in tests of their own, as they need more than one request. */
const ELSEWHERE = [
  "auth.sendCode",
  "auth.resendCode",
  "auth.cancelCode",
  "auth.signIn",
  "auth.checkPassword",
  "auth.importLoginToken",
  "auth.acceptLoginToken",
  "auth.importAuthorization",
  "auth.logOut",
  "account.resetAuthorization",
  "account.finishTakeoutSession",
  "messages.importChatInvite",
];

describe("every method", () => {
  it("answers what Telegram's schema declares, before and after much has happened", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const asked = new Set<string>();
    for (const turns of [0, 400]) {
      const { chats } = client.world;
      for (let turn = 0; turn < turns; turn++) stir(client.world, chats, turn);
      const page = await client.ask(
        anna,
        getHistory(client.inputPeer(anna, "news"), { max_id: 51, offset_id: 51 }),
      );
      const document = list(page.messages)
        .map(({ media }) => (media as TlObject | undefined)?.document as TlObject | undefined)
        .find((one) => one !== undefined)!;
      client.dcId = document.dc_id as number;
      for (const request of requests(client, anna, document)) {
        const refusal = await client.refusal(anna, request);
        const joinedBefore = request._ === "channels.joinChannel" && turns > 0;
        expect(`${request._} ${refusal}`).toBe(
          `${request._} ${joinedBefore ? "400 USER_ALREADY_PARTICIPANT" : "ok"}`,
        );
        asked.add(request._);
      }
    }
    expect([...asked, ...ELSEWHERE].toSorted()).toEqual(methodNames.toSorted());
  });

  it("that there is not is refused and remembered", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    expect(await client.refusal(anna, { _: "account.getAccountTTL" })).toBe(
      "400 METHOD_NOT_IMPLEMENTED",
    );
    expect(client.api.unknownMethods).toEqual(["account.getAccountTTL"]);
  });

  it("knows all messages of all chats of the nasty and realistic worlds", async () => {
    for (const world of ["nasty", "realistic"] as const) {
      const client = new DirectClient({ world });
      const anna = client.keyOf("anna");
      for (const { key } of client.world.chats) {
        for (let page = 0, offset_id = 0; page < 4; page++) {
          const request = getHistory(client.inputPeer(anna, key), { offset_id });
          const answer = await client.ask(anna, request);
          offset_id = (list(answer.messages).at(-1)?.id as number) ?? 0;
          expect(answer._).toBe("messages.channelMessages");
        }
      }
    }
  });
});
