// A message that is read from an export and from Telegram must have one content where both tell the
// same, or importing an export would double every version of an archive. The objects of exports here
// are written as Telegram Desktop writes them (export_output_json.cpp).
import { describe, expect, it } from "vitest";
import { normaliseMessage as readExport } from "../desktop-export/normalise-message.ts";
import { ExportClock } from "../desktop-export/normalise-time.ts";
import { encodeContent } from "../domain/content.ts";
import { Api } from "./library.ts";
import { document, long, observe, photo, post, service, text, user } from "./tl-fixture.ts";

const BASE = { id: 5, type: "message", date_unixtime: "1700000000", text: "", text_entities: [] };

function exported(fields: object) {
  const result = readExport({ ...BASE, ...fields }, Buffer.from("{}"), new ExportClock(null));
  if ("reason" in result) throw new Error(result.reason);
  return result.message;
}

function contents(
  message: Api.Message | Api.MessageService,
  fields: object,
  users: Api.User[] = [],
) {
  return [encodeContent(observe(message, users)), encodeContent(exported(fields))] as const;
}

const entity = { offset: 0, length: 1 };
const FILE = "(File not included. Change data exporting settings to download.)";
const video = (fields: object = {}) =>
  new Api.DocumentAttributeVideo({ duration: 12.75, w: 640, h: 360, ...fields });
const audio = (fields: object = {}) => new Api.DocumentAttributeAudio({ duration: 9, ...fields });
const named = new Api.DocumentAttributeFilename({ fileName: "a b.bin" });
const documentOf = (...attributes: Api.TypeDocumentAttribute[]) =>
  new Api.MessageMediaDocument({ document: document(attributes) });

const POSTS: readonly (readonly [what: string, tl: object, exported: object])[] = [
  ["plain text", { message: "Привет 👋\nworld" }, { text: "Привет 👋\nworld" }],
  [
    "text whose links have a preview",
    {
      message: "a.bc",
      media: new Api.MessageMediaWebPage({
        webpage: new Api.WebPage({ id: long(1), url: "https://a.bc", displayUrl: "a.bc", hash: 0 }),
      }),
    },
    { text: "a.bc" },
  ],
  [
    "marked runs",
    {
      message: "bx 😀l u@m",
      entities: [
        new Api.MessageEntityBold({ offset: 0, length: 1 }),
        new Api.MessageEntityTextUrl({ offset: 3, length: 2, url: "https://x.yz" }),
        new Api.MessageEntityPre({ offset: 5, length: 1, language: "ts" }),
        new Api.MessageEntityMentionName({ offset: 7, length: 1, userId: long(42) }),
        new Api.MessageEntityCustomEmoji({
          offset: 8,
          length: 1,
          documentId: long("9007199254740993"),
        }),
      ],
    },
    {
      text_entities: [
        { type: "bold", text: "b" },
        { type: "plain", text: "x " },
        { type: "text_link", text: "😀", href: "https://x.yz" },
        { type: "pre", text: "l", language: "ts" },
        { type: "plain", text: " " },
        { type: "mention_name", text: "u", user_id: 42 },
        { type: "custom_emoji", text: "@", document_id: "stickers/sticker (1).webp" },
        { type: "plain", text: "m" },
      ],
    },
  ],
  ...(
    [
      [new Api.MessageEntityMention(entity), "mention"],
      [new Api.MessageEntityHashtag(entity), "hashtag"],
      [new Api.MessageEntityBotCommand(entity), "bot_command"],
      [new Api.MessageEntityUrl(entity), "link"],
      [new Api.MessageEntityEmail(entity), "email"],
      [new Api.MessageEntityItalic(entity), "italic"],
      [new Api.MessageEntityCode(entity), "code"],
      [new Api.MessageEntityPre({ ...entity, language: "" }), "pre"],
      [new Api.MessageEntityPhone(entity), "phone"],
      [new Api.MessageEntityCashtag(entity), "cashtag"],
      [new Api.MessageEntityUnderline(entity), "underline"],
      [new Api.MessageEntityStrike(entity), "strikethrough"],
      [new Api.MessageEntityBlockquote({ ...entity, collapsed: true }), "blockquote"],
      [new Api.MessageEntityBankCard(entity), "bank_card"],
      [new Api.MessageEntitySpoiler(entity), "spoiler"],
      [new Api.MessageEntityUnknown(entity), "unknown"],
    ] as const
  ).map(
    ([marked, type]) =>
      [
        `a ${type}`,
        { message: "ab", entities: [marked] },
        {
          text_entities: [
            { type, text: "a" },
            { type: "plain", text: "b" },
          ],
        },
      ] as const,
  ),
  [
    "a photo with words below",
    { message: "see", media: new Api.MessageMediaPhoto({ photo }) },
    { text: "see", photo: FILE, photo_file_size: 1, width: 1280, height: 960 },
  ],
  [
    "a photo that has gone",
    { media: new Api.MessageMediaPhoto({ ttlSeconds: 30 }) },
    { photo: "(File unavailable, please try again later)", self_destruct_period_seconds: 30 },
  ],
  [
    "a file",
    { media: documentOf(named) },
    { file: FILE, file_name: "a b.bin", mime_type: "application/x-thing" },
  ],
  [
    "a video",
    { media: documentOf(video(), named) },
    {
      ...{ file: FILE, file_name: "a b.bin", media_type: "video_file" },
      ...{ duration_seconds: 12, width: 640, height: 360 },
    },
  ],
  [
    "a round video",
    { media: documentOf(video({ roundMessage: true })) },
    { file: FILE, media_type: "video_message", duration_seconds: 12, width: 640, height: 360 },
  ],
  [
    "an animation",
    { media: documentOf(video({ nosound: true }), new Api.DocumentAttributeAnimated(), named) },
    {
      ...{ file: FILE, file_name: "a b.bin", media_type: "animation" },
      ...{ duration_seconds: 12, width: 640, height: 360 },
    },
  ],
  [
    "a voice message",
    { media: documentOf(audio({ voice: true, waveform: Buffer.alloc(5) })) },
    { file: FILE, media_type: "voice_message", duration_seconds: 9 },
  ],
  [
    "a piece of music",
    { media: documentOf(audio({ title: "T", performer: "P" }), named) },
    {
      ...{ file: FILE, file_name: "a b.bin", media_type: "audio_file" },
      ...{ performer: "P", title: "T", duration_seconds: 9 },
    },
  ],
  [
    "a sticker",
    {
      media: documentOf(
        new Api.DocumentAttributeImageSize({ w: 512, h: 512 }),
        new Api.DocumentAttributeSticker({ alt: "🙂", stickerset: new Api.InputStickerSetEmpty() }),
        named,
      ),
    },
    {
      ...{ file: FILE, file_name: "a b.bin", media_type: "sticker", sticker_emoji: "🙂" },
      ...{ width: 512, height: 512 },
    },
  ],
  [
    "a poll, whoever has voted",
    {
      media: new Api.MessageMediaPoll({
        poll: new Api.Poll({
          id: long(1),
          quiz: true,
          question: text("Why?"),
          answers: ["yes", "no"].map(
            (answer, index) =>
              new Api.PollAnswer({ text: text(answer), option: Buffer.from([index]) }),
          ),
        }),
        results: new Api.PollResults({
          totalVoters: 7,
          results: [new Api.PollAnswerVoters({ option: Buffer.from([1]), voters: 7 })],
        }),
      }),
    },
    {
      poll: {
        question: [{ type: "plain", text: "Why?" }],
        closed: true,
        total_voters: 3,
        answers: [
          { text: "yes", voters: 1, chosen: false },
          { text: "no", voters: 2, chosen: true },
        ],
      },
    },
  ],
  [
    "a place",
    { media: new Api.MessageMediaGeo({ geo: place(55.75122229, -37.6155999) }) },
    { location_information: { latitude: 55.751222, longitude: -37.6156 } },
  ],
  [
    "a place that moves",
    { media: new Api.MessageMediaGeoLive({ geo: place(1.5, 2), period: 900 }) },
    {
      location_information: { latitude: 1.5, longitude: 2 },
      live_location_period_seconds: 900,
    },
  ],
  [
    "a venue",
    {
      media: new Api.MessageMediaVenue({
        ...{ geo: place(1.5, 2), title: "Bar", address: "1 St" },
        ...{ provider: "", venueId: "", venueType: "" },
      }),
    },
    {
      ...{ place_name: "Bar", address: "1 St" },
      location_information: { latitude: 1.5, longitude: 2 },
    },
  ],
  [
    "an invoice",
    {
      media: new Api.MessageMediaInvoice({
        ...{ title: "T", description: "D", currency: "EUR", totalAmount: long(100) },
        ...{ startParam: "", receiptMsgId: 4 },
      }),
    },
    {
      invoice_information: JSON.stringify({
        ...{ title: "T", description: "D", amount: 100, currency: "EUR", receipt_message_id: 4 },
      }),
    },
  ],
  [
    "media that cost stars",
    { media: new Api.MessageMediaPaidMedia({ starsAmount: long(50), extendedMedia: [] }) },
    { paid_stars_amount: 50 },
  ],
  ["what is not supported", { media: new Api.MessageMediaUnsupported() }, { type: "unsupported" }],
];

function place(lat: number, lng: number): Api.GeoPoint {
  return new Api.GeoPoint({ lat, long: lng, accessHash: long(1) });
}

const ann = user(2, "Ann", "Smith");
const reply = { replyTo: new Api.MessageReplyHeader({ replyToMsgId: 3 }) };
const call = new Api.InputGroupCall({ id: long(1), accessHash: long(2) });

const SERVICES: readonly (readonly [tl: Api.TypeMessageAction, exported: object])[] = [
  [new Api.MessageActionChannelCreate({ title: "C" }), { action: "create_channel", title: "C" }],
  [
    new Api.MessageActionChatCreate({ title: "G", users: [long(2), long(9)] }),
    { action: "create_group", title: "G", members: ["Ann Smith", null] },
  ],
  [new Api.MessageActionChatEditTitle({ title: "N" }), { action: "edit_group_title", title: "N" }],
  [
    new Api.MessageActionChatEditPhoto({ photo }),
    { action: "edit_group_photo", photo: FILE, width: 1280, height: 960 },
  ],
  [new Api.MessageActionChatDeletePhoto(), { action: "delete_group_photo" }],
  [
    new Api.MessageActionChatAddUser({ users: [long(2)] }),
    { action: "invite_members", members: ["Ann"] },
  ],
  [
    new Api.MessageActionChatDeleteUser({ userId: long(2) }),
    { action: "remove_members", members: ["Ann"] },
  ],
  [
    new Api.MessageActionChatJoinedByLink({ inviterId: long(2) }),
    { action: "join_group_by_link", inviter: "Ann" },
  ],
  [new Api.MessageActionChatJoinedByRequest(), { action: "join_group_by_request" }],
  [new Api.MessageActionChatMigrateTo({ channelId: long(5) }), { action: "migrate_to_supergroup" }],
  [
    new Api.MessageActionChannelMigrateFrom({ title: "Old", chatId: long(5) }),
    { action: "migrate_from_group", title: "Old" },
  ],
  [new Api.MessageActionPinMessage(), { action: "pin_message", message_id: 3 }],
  [new Api.MessageActionHistoryClear(), { action: "clear_history" }],
  [
    new Api.MessageActionGameScore({ gameId: long(1), score: 0 }),
    { action: "score_in_game", game_message_id: 3, score: 0 },
  ],
  [
    new Api.MessageActionPaymentSent({
      ...{ currency: "EUR", totalAmount: long(5), recurringInit: true },
    }),
    {
      ...{ action: "send_payment", amount: 5, currency: "EUR", invoice_message_id: 3 },
      recurring: "init",
    },
  ],
  [
    new Api.MessageActionPhoneCall({
      ...{ callId: long(1), duration: 8, reason: new Api.PhoneCallDiscardReasonHangup() },
    }),
    { action: "phone_call", duration_seconds: 8, discard_reason: "hangup" },
  ],
  [new Api.MessageActionScreenshotTaken(), { action: "take_screenshot" }],
  [new Api.MessageActionCustomAction({ message: "Words" }), { information_text: "Words" }],
  [
    new Api.MessageActionBotAllowed({ domain: "a.bc" }),
    { action: "allow_sending_messages", reason_domain: "a.bc" },
  ],
  [new Api.MessageActionBotAllowed({ attachMenu: true }), { action: "attach_menu_bot_allowed" }],
  [new Api.MessageActionBotAllowed({ fromRequest: true }), { action: "web_app_bot_allowed" }],
  [
    new Api.MessageActionSecureValuesSent({
      types: [new Api.SecureValueTypeUtilityBill(), new Api.SecureValueTypePhone()],
    }),
    { action: "send_passport_values", values: ["utility_bill", "phone_number"] },
  ],
  [new Api.MessageActionContactSignUp(), { action: "joined_telegram" }],
  [new Api.MessageActionGroupCall({ call, duration: 60 }), { action: "group_call", duration: 60 }],
  [new Api.MessageActionGroupCall({ call }), { action: "group_call" }],
  [
    new Api.MessageActionInviteToGroupCall({ call, users: [long(2)] }),
    { action: "invite_to_group_call", members: ["Ann"] },
  ],
  [
    new Api.MessageActionGroupCallScheduled({ call, scheduleDate: 1_700_000_500 }),
    { action: "group_call_scheduled", schedule_date: 1_700_000_500 },
  ],
  [new Api.MessageActionSetMessagesTTL({ period: 0 }), { action: "set_messages_ttl", period: 0 }],
  [
    new Api.MessageActionSetChatTheme({ emoticon: "🎃" }),
    { action: "edit_chat_theme", emoticon: "🎃" },
  ],
  [
    new Api.MessageActionTopicCreate({ title: "T", iconColor: 1 }),
    { action: "topic_created", title: "T" },
  ],
  [
    new Api.MessageActionTopicEdit({ title: "U", iconEmojiId: long("5368324170671202286") }),
    { action: "topic_edit", new_title: "U", new_icon_emoji_id: Number("5368324170671202286") },
  ],
  [
    new Api.MessageActionSuggestProfilePhoto({ photo }),
    { action: "suggest_profile_photo", photo: FILE, width: 1280, height: 960 },
  ],
  [
    new Api.MessageActionSetChatWallPaper({
      ...{ same: true, wallpaper: new Api.WallPaperNoFile({ id: long(1) }) },
    }),
    { action: "set_same_chat_wallpaper", message_id: 3 },
  ],
  [
    new Api.MessageActionGiftCode({ months: 3, slug: "s", viaGiveaway: true }),
    {
      ...{ action: "gift_code_prize", gift_code: "s", months: 3 },
      ...{ unclaimed: false, via_giveaway: true },
    },
  ],
  [new Api.MessageActionGiveawayLaunch({}), { action: "giveaway_launch" }],
  [
    new Api.MessageActionGiveawayResults({ winnersCount: 2, unclaimedCount: 0 }),
    { action: "giveaway_results", winners: 2, unclaimed: 0, stars: false },
  ],
  [new Api.MessageActionBoostApply({ boosts: 2 }), { action: "boost_apply", boosts: 2 }],
];

describe("an export and Telegram tell the same", () => {
  it.each(POSTS)("of %s", (_, tl, fields) => {
    const [ours, theirs] = contents(post(tl), fields);
    expect(ours).toBe(theirs);
  });

  it.each(SERVICES.map(([action, fields]) => [action.className, action, fields] as const))(
    "of %s",
    (_, action, fields) => {
      const message = { ...reply, fromId: new Api.PeerUser({ userId: long(2) }) };
      const [ours, theirs] = contents(
        service(action, message),
        { ...fields, type: "service", actor: "Ann", actor_id: "user2" },
        [ann],
      );
      expect(ours).toBe(theirs);
    },
  );
});
