import { describe, expect, it } from "vitest";
import { Api } from "./library.ts";
import { normaliseMessage } from "./normalise-message.ts";
import { Mentioned } from "./normalise-peer.ts";
import { RAW_LAYER } from "./raw-json.ts";
import {
  ACCOUNT_ID,
  CHANNEL,
  CHANNEL_ID,
  document,
  long,
  observe,
  photo,
  post,
  read,
  sent,
  service,
  user,
} from "./tl-fixture.ts";

const peer = (userId: number) => new Api.PeerUser({ userId: long(userId) });
const group = new Api.PeerChat({ chatId: long(66) });

describe("a message of Telegram", () => {
  it("is read whole", () => {
    const message = post({
      message: "see this",
      fromId: peer(1001),
      editDate: 1_700_000_100,
      postAuthor: "A. L.",
      views: 12,
      forwards: 3,
      groupedId: long("13579246801357924"),
      replyTo: new Api.MessageReplyHeader({ replyToMsgId: 3, replyToPeerId: group }),
      fwdFrom: new Api.MessageFwdHeader({
        fromId: new Api.PeerChannel({ channelId: long(88) }),
        date: 1_600_000_000,
        channelPost: 9,
      }),
      entities: [new Api.MessageEntityBold({ offset: 4, length: 4 })],
      reactions: new Api.MessageReactions({
        results: [
          new Api.ReactionCount({ reaction: new Api.ReactionEmoji({ emoticon: "👍" }), count: 3 }),
          new Api.ReactionCount({
            reaction: new Api.ReactionCustomEmoji({ documentId: long("9007199254740993") }),
            count: 2,
          }),
          new Api.ReactionCount({ reaction: new Api.ReactionPaid(), count: 50 }),
        ],
      }),
    });
    const other = sent(
      new Api.Channel({
        ...{ id: long(88), title: "Elsewhere", photo: new Api.ChatPhotoEmpty(), date: 1 },
      }),
    );
    expect(observe(message, [user(1001, "Ada", "Lane")], [other])).toEqual({
      id: 5,
      postedAt: 1_700_000_000,
      timePrecision: "exact",
      postedAtRaw: null,
      editedAt: 1_700_000_100,
      sender: { id: 1001, name: "Ada Lane" },
      authorSignature: "A. L.",
      text: "see this",
      entities: [{ type: "bold", offset: 4, length: 4 }],
      media: [],
      mediaFiles: [],
      replyToMessageId: 3,
      replyToPeerId: -66,
      forward: {
        ...{ id: -1000000000088, name: "Elsewhere", messageId: 9, postedAt: 1_600_000_000 },
      },
      albumId: "13579246801357924",
      topicId: null,
      action: null,
      views: 12,
      forwards: 3,
      reactions: [
        { reaction: "👍", count: 3 },
        { reaction: "custom:9007199254740993", count: 2 },
        { reaction: "paid", count: 50 },
      ],
      raw: { json: expect.any(Uint8Array), source: "mtproto", layer: RAW_LAYER },
    });
  });

  it("without any of that has none of it", () => {
    expect(observe(post({ message: "x" }))).toMatchObject({
      editedAt: null,
      sender: { id: CHANNEL_ID, name: null },
      authorSignature: null,
      entities: [],
      ...{ replyToMessageId: null, replyToPeerId: null, forward: null, albumId: null },
      ...{ topicId: null, action: null, views: null, forwards: null, reactions: null },
    });
  });

  it("is sent by the chat when it says nothing else", () => {
    const chat = sent(
      new Api.Channel({
        ...{ id: long(55), title: "Own", photo: new Api.ChatPhotoEmpty(), date: 1 },
      }),
    );
    expect(observe(post(), [], [chat]).sender).toEqual({ id: CHANNEL_ID, name: "Own" });
    expect(observe(post({ fromId: peer(9) })).sender).toEqual({ id: 9, name: null });
    const deleted = sent(new Api.User({ id: long(9), deleted: true }));
    expect(observe(post({ fromId: peer(9) }), [deleted]).sender).toEqual({ id: 9, name: null });
  });

  it("in a private chat is ours or the other's", () => {
    const sight = { accountId: ACCOUNT_ID, channelId: 42, mentioned: new Mentioned([], []) };
    const senderOf = (fields: object) => {
      const result = normaliseMessage(post({ peerId: peer(42), ...fields }), sight);
      return result.type === "message" ? result.message.sender?.id : result;
    };
    expect(senderOf({ out: true })).toBe(ACCOUNT_ID);
    expect(senderOf({})).toBe(42);
  });

  it("from someone who hides has their name", () => {
    const fwdFrom = new Api.MessageFwdHeader({ fromName: "Hidden", date: 5 });
    expect(observe(post({ fwdFrom })).forward).toEqual({
      ...{ id: null, name: "Hidden", messageId: null, postedAt: 5 },
    });
  });

  it("answering one of its own chat names no other", () => {
    const replyTo = new Api.MessageReplyHeader({ replyToMsgId: 3, replyToPeerId: CHANNEL });
    expect(observe(post({ replyTo }))).toMatchObject({ replyToMessageId: 3, replyToPeerId: null });
    const quoted = new Api.MessageReplyHeader({ quote: true, quoteText: "x" });
    expect(observe(post({ replyTo: quoted })).replyToMessageId).toBeNull();
    const story = new Api.MessageReplyStoryHeader({ peer: CHANNEL, storyId: 1 });
    expect(observe(post({ replyTo: story as never })).replyToMessageId).toBeNull();
  });

  it("of a forum is in its topic", () => {
    const inTopic = (fields: object) =>
      observe(post({ replyTo: new Api.MessageReplyHeader({ forumTopic: true, ...fields }) }))
        .topicId;
    expect(inTopic({ replyToMsgId: 9 })).toBe(9);
    expect(inTopic({ replyToMsgId: 30, replyToTopId: 9 })).toBe(9);
    const thread = new Api.MessageReplyHeader({ replyToMsgId: 30, replyToTopId: 9 });
    expect(observe(post({ replyTo: thread })).topicId).toBeNull();
    const opened = new Api.MessageActionTopicCreate({ title: "T", iconColor: 1 });
    expect(observe(service(opened)).topicId).toBe(5);
  });

  it("keeps runs inside other runs, and cuts or leaves out what marks no text", () => {
    const entities = [
      new Api.MessageEntityBold({ offset: 0, length: 2 }),
      new Api.MessageEntityItalic({ offset: 1, length: 5 }),
      new Api.MessageEntityCode({ offset: 2, length: 1 }),
      new Api.MessageEntityCode({ offset: -1, length: 2 }),
      new Api.MessageEntityCode({ offset: 0, length: 0 }),
      new Api.MessageEntityBlockquote({ offset: 0, length: 1, collapsed: true }),
      new Api.MessageEntityCustomEmoji({ offset: 0, length: 1, documentId: long("-5") }),
      new Api.MessageEntityMentionName({ offset: 0, length: 1, userId: long("-5") }),
    ];
    expect(observe(post({ message: "ab", entities })).entities).toEqual([
      { type: "bold", offset: 0, length: 2 },
      { type: "italic", offset: 1, length: 1 },
      { type: "blockquote", offset: 0, length: 1, collapsed: true },
      { type: "custom_emoji", offset: 0, length: 1, documentId: "-5" },
      { type: "mention_name", offset: 0, length: 1 },
    ]);
  });

  it("that is empty is not there", () => {
    const empty = sent(new Api.MessageEmpty({ id: 8, peerId: CHANNEL }));
    expect(read(empty)).toEqual({ type: "absent", id: 8 });
  });

  it("of another chat is quarantined as it is", () => {
    const result = read(post({ peerId: group, message: "stray" }));
    expect(result).toMatchObject({
      type: "quarantined",
      id: 5,
      item: { messageId: "5", reason: expect.stringMatching(/another chat/) },
    });
    if (result.type !== "quarantined") throw new Error("kept");
    expect(Buffer.from(result.item.raw).toString()).toContain('"message":"stray"');
  });

  it("that makes no sense is quarantined, and does not throw", () => {
    const nonsense = Object.assign(post(), { reactions: { results: 5 } });
    expect(read(nonsense)).toMatchObject({ type: "quarantined", item: { messageId: "5" } });
  });
});

describe("media of Telegram", () => {
  it("stay there until somebody wants them", () => {
    const media = new Api.MessageMediaPhoto({ photo, spoiler: true });
    expect(observe(post({ media })).media).toEqual([
      {
        ...{ kind: "photo", state: "not_requested", isSpoiler: true },
        ...{ width: 1280, height: 960, sizeBytes: 98_765 },
      },
    ]);
    const file = new Api.MessageMediaDocument({
      document: document([new Api.DocumentAttributeFilename({ fileName: "../x" })], "a/b"),
    });
    expect(observe(post({ media: file })).media).toEqual([
      {
        ...{ kind: "document", state: "not_requested", fileName: "../x", mimeType: "a/b" },
        sizeBytes: 3_000_000_000,
      },
    ]);
  });

  it("that have gone are unavailable", () => {
    const media = new Api.MessageMediaDocument({ video: true, ttlSeconds: 5 });
    expect(observe(post({ media })).media).toEqual([
      { kind: "document", state: "unavailable", data: { self_destruct_period_seconds: 5 } },
    ]);
  });

  it("without sizes have none", () => {
    const bare = new Api.Photo({
      ...{ id: long(1), accessHash: long(2), fileReference: Buffer.alloc(0), date: 1, dcId: 2 },
      sizes: [new Api.PhotoSizeEmpty({ type: "s" })],
    });
    const media = new Api.MessageMediaPhoto({ photo: bare });
    expect(observe(post({ media })).media).toEqual([{ kind: "photo", state: "not_requested" }]);
  });

  it("tell a link's preview, made or not", () => {
    const webpage = new Api.WebPage({
      ...{ id: long(1), url: "https://a.bc", displayUrl: "a.bc", hash: 0, title: "T" },
    });
    const data = (page: Api.TypeWebPage) =>
      observe(post({ media: new Api.MessageMediaWebPage({ webpage: page }) })).media;
    expect(data(webpage)).toEqual([
      { kind: "web_page", state: "stored", data: { url: "https://a.bc", title: "T" } },
    ]);
    expect(data(new Api.WebPageEmpty({ id: long(1) }))).toEqual([
      { kind: "web_page", state: "stored" },
    ]);
  });

  it("that were paid for are all there", () => {
    const media = new Api.MessageMediaPaidMedia({
      starsAmount: long(50),
      extendedMedia: [
        new Api.MessageExtendedMedia({ media: new Api.MessageMediaPhoto({ photo }) }),
        new Api.MessageExtendedMediaPreview({ w: 1, h: 1 }),
      ],
    });
    expect(observe(post({ media })).media).toMatchObject([
      { kind: "other", data: { paid_stars_amount: 50 } },
      { kind: "photo", width: 1280 },
    ]);
  });

  it("of every other kind keep what they say", () => {
    const only = (media: Api.TypeMessageMedia, users: Api.User[] = [], fields = {}) =>
      observe(post({ media, ...fields }), users).media[0];
    expect(only(new Api.MessageMediaDice({ value: 6, emoticon: "🎲" }))).toMatchObject({
      data: { dice: { emoji: "🎲", value: 6 } },
    });
    expect(only(new Api.MessageMediaStory({ peer: CHANNEL, id: 4 }))).toMatchObject({
      data: { story: { peer_id: CHANNEL_ID, id: 4 } },
    });
    const contact = new Api.MessageMediaContact({
      ...{ phoneNumber: "1", firstName: "A", lastName: "B", vcard: "BEGIN", userId: long(1) },
    });
    expect(only(contact)).toEqual({
      ...{ kind: "contact", state: "stored", sizeBytes: 5 },
      data: { first_name: "A", last_name: "B", phone_number: "1" },
    });
    const game = new Api.MessageMediaGame({
      game: new Api.Game({
        ...{ id: long(1), accessHash: long(2), shortName: "tides", title: "G", description: "" },
        photo: new Api.PhotoEmpty({ id: long(1) }),
      }),
    });
    const bot = sent(new Api.User({ id: long(3), bot: true, botInfoVersion: 1, username: "b" }));
    expect(only(game, [bot], { viaBotId: long(3) })?.data).toEqual({
      game_title: "G",
      game_link: "https://t.me/b?game=tides",
    });
    expect(only(game, [bot])?.data).toEqual({ game_title: "G" });
    const results = new Api.MessageMediaGiveawayResults({
      ...{ channelId: long(1), launchMsgId: 2, winnersCount: 1, unclaimedCount: 0 },
      ...{ winners: [long(9)], untilDate: 5 },
    });
    expect(only(results)).toMatchObject({
      kind: "giveaway",
      data: { giveaway_results: { winners: [9], winners_count: 1, is_refunded: false } },
    });
  });
});

describe("a service message of Telegram", () => {
  it("keeps the ids of people beside their names", () => {
    const added = new Api.MessageActionChatAddUser({ users: [long(2), long(3)] });
    const message = observe(service(added), [user(2, "Ann")]);
    expect(message.action).toEqual({
      type: "invite_members",
      members: ["Ann", null],
      member_ids: [2, 3],
    });
    expect(message).toMatchObject({ text: "", entities: [], media: [] });
  });

  it("shows a new picture as media", () => {
    const message = observe(service(new Api.MessageActionChatEditPhoto({ photo })));
    expect(message.action).toEqual({ type: "edit_group_photo" });
    expect(message.media).toMatchObject([{ kind: "photo", width: 1280 }]);
  });

  it("says that a topic was closed, which exports do not", () => {
    const edited = new Api.MessageActionTopicEdit({ closed: true });
    expect(observe(service(edited)).action).toEqual({ type: "topic_edit", is_closed: true });
  });

  it("that exports do not know keeps Telegram's own words", () => {
    const payment = new Api.MessageActionPaymentSentMe({
      ...{ currency: "EUR", totalAmount: long(5), payload: Buffer.from("p") },
      charge: new Api.PaymentCharge({ id: "a", providerChargeId: "b" }),
    });
    expect(observe(service(payment)).action).toEqual({
      type: "payment_sent_me",
      ...{ currency: "EUR", totalAmount: "5", payload: "cA==" },
      charge: { className: "PaymentCharge", id: "a", providerChargeId: "b" },
    });
    expect(observe(service(new Api.MessageActionEmpty())).action).toEqual({ type: "empty" });
  });

  it("tells of gifts with their price as a number", () => {
    const stars = new Api.MessageActionGiftStars({
      ...{ currency: "USD", amount: long(199), stars: long(100) },
    });
    expect(observe(service(stars)).action).toEqual({
      ...{ type: "send_stars_gift", amount: 199, currency: "USD" },
      ...{ amount_whole: 100, amount_nano: 0 },
    });
    const premium = new Api.MessageActionGiftPremium({
      ...{ currency: "USD", amount: long(1199), months: 3 },
    });
    expect(observe(service(premium)).action).toEqual({
      ...{ type: "send_premium_gift", amount: 1199, currency: "USD", months: 3 },
    });
    const prize = new Api.MessageActionPrizeStars({
      ...{ stars: long(5), transactionId: "t", boostPeer: CHANNEL, giveawayMsgId: 4 },
    });
    expect(observe(service(prize)).action).toMatchObject({
      ...{ type: "stars_prize", boost_peer_id: CHANNEL_ID, stars: 5, is_unclaimed: false },
    });
    const refund = new Api.MessageActionPaymentRefunded({
      ...{ peer: peer(2), currency: "XTR", totalAmount: long(5) },
      charge: new Api.PaymentCharge({ id: "c", providerChargeId: "d" }),
    });
    expect(observe(service(refund), [user(2, "Ann")]).action).toEqual({
      ...{ type: "refunded_payment", amount: 5, currency: "XTR" },
      ...{ peer_name: "Ann", peer_id: 2, charge_id: "c" },
    });
  });
});
