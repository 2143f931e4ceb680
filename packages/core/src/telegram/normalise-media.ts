import type { Media, MediaKind, MediaState } from "../domain/media.ts";
import { Api, type Long } from "./library.ts";
import { readDocument } from "./normalise-document.ts";
import { type Mentioned, readPeer, tryMark } from "./normalise-peer.ts";
import { readPhoto } from "./normalise-photo.ts";

type Data = Readonly<Record<string, unknown>>;

const NO_MEDIA: readonly Media[] = [];

/**
 * The media of a message in the words of Telegram Desktop's exports, so that a message that is read
 * from both has one content. A file is `not_requested`: it stays at Telegram.
 */
export function readMedia(message: Api.Message, mentioned: Mentioned): readonly Media[] {
  const { media } = message;
  if (media == null || media instanceof Api.MessageMediaEmpty) return NO_MEDIA;
  const found = readOne(media, message, mentioned);
  if (!(media instanceof Api.MessageMediaPaidMedia)) return [found];
  // What was paid for, or is our own; for others there are only blurred previews.
  const bought = media.extendedMedia.flatMap((item) =>
    item instanceof Api.MessageExtendedMedia && isFile(item.media)
      ? [readOne(item.media, message, mentioned)]
      : [],
  );
  return [found, ...bought];
}

function isFile(media: Api.TypeMessageMedia): boolean {
  return media instanceof Api.MessageMediaPhoto || media instanceof Api.MessageMediaDocument;
}

/** The new picture of a chat, which a service message brings. */
export function readActionPhoto(photo: Api.TypePhoto): readonly Media[] {
  return [{ ...readPhoto(photo), state: "not_requested" }];
}

function readOne(media: Api.TypeMessageMedia, message: Api.Message, mentioned: Mentioned): Media {
  switch (media.className) {
    case "MessageMediaPhoto":
      return file(readPhoto(media.photo), media.photo instanceof Api.Photo, media);
    case "MessageMediaDocument":
      return file(readDocument(media.document), media.document instanceof Api.Document, media);
    case "MessageMediaWebPage":
      return fact("web_page", readPage(media.webpage));
    case "MessageMediaPoll":
      return fact("poll", readPoll(media));
    case "MessageMediaGeo":
      return fact("location", readPlace(media.geo));
    case "MessageMediaGeoLive":
      return fact("location", {
        ...readPlace(media.geo),
        ...(media.period > 0 ? { live_location_period_seconds: media.period } : {}),
      });
    case "MessageMediaVenue":
      return fact("location", {
        ...readPlace(media.geo),
        ...words({ place_name: media.title, address: media.address }),
      });
    case "MessageMediaContact":
      return readContact(media);
    case "MessageMediaGame":
      return fact("game", readGame(media.game, message, mentioned));
    case "MessageMediaInvoice":
      return fact("invoice", {
        title: media.title,
        description: media.description,
        amount: toNumber(media.totalAmount),
        currency: media.currency,
        ...(media.receiptMsgId ? { receipt_message_id: media.receiptMsgId } : {}),
      });
    case "MessageMediaGiveaway":
      return fact("giveaway", { giveaway: readGiveaway(media) });
    case "MessageMediaGiveawayResults":
      return fact("giveaway", { giveaway_results: readWinners(media) });
    case "MessageMediaPaidMedia":
      return fact("other", { paid_stars_amount: toNumber(media.starsAmount) });
    case "MessageMediaDice":
      return fact("other", { dice: { emoji: media.emoticon, value: media.value } });
    case "MessageMediaStory":
      return fact("other", { story: { peer_id: readPeer(media.peer), id: media.id } });
    default:
      // Also what a newer server thinks this version cannot show.
      return { kind: "other", state: "unavailable", data: { unsupported: true } };
  }
}

/** `isThere`: a photo or video that was to be seen for some seconds is not, afterwards. */
function file(
  found: Omit<Media, "state">,
  isThere: boolean,
  { spoiler, ttlSeconds }: { spoiler?: boolean; ttlSeconds?: number },
): Media {
  const state: MediaState = isThere ? "not_requested" : "unavailable";
  return {
    ...found,
    state,
    ...(spoiler ? { isSpoiler: true } : {}),
    ...(ttlSeconds ? { data: { self_destruct_period_seconds: ttlSeconds } } : {}),
  };
}

function fact(kind: MediaKind, data: Data): Media {
  return { kind, state: "stored", ...(Object.keys(data).length === 0 ? {} : { data }) };
}

function readPage(page: Api.TypeWebPage): Data {
  if (page instanceof Api.WebPage) {
    const { url, siteName, title, description, author } = page;
    return words({ url, site_name: siteName, title, description, author });
  }
  return "url" in page ? words({ url: page.url }) : {};
}

function readPoll({ poll, results }: Api.MessageMediaPoll): Data {
  return {
    question: poll.question.text,
    closed: poll.closed === true,
    total_voters: results.totalVoters ?? 0,
    answers: poll.answers.map(({ text, option }) => {
      const votes = results.results?.find((result) => result.option.equals(option));
      return {
        text: text.text,
        voters: votes?.voters ?? 0,
        chosen: votes?.chosen === true,
      };
    }),
  };
}

/** Exports print six decimals, a tenth of a metre; the raw object has the others. */
function readPlace(geo: Api.TypeGeoPoint): Data {
  if (!(geo instanceof Api.GeoPoint)) return {};
  return { latitude: sixDecimals(geo.lat), longitude: sixDecimals(geo.long) };
}

function sixDecimals(degrees: number): number | null {
  return Number.isFinite(degrees) ? Number(degrees.toFixed(6)) : null;
}

function readContact({ firstName, lastName, phoneNumber, vcard }: Api.MessageMediaContact): Media {
  const data = { first_name: firstName, last_name: lastName, phone_number: phoneNumber };
  const sizeBytes = Buffer.byteLength(vcard);
  return {
    kind: "contact",
    // The card itself came along, inside the raw object.
    state: "stored",
    data,
    ...(sizeBytes > 0 ? { sizeBytes } : {}),
  };
}

function readGame(game: Api.Game, message: Api.Message, mentioned: Mentioned): Data {
  const { fwdFrom, fromId, viaBotId } = message;
  const senders = [fwdFrom?.fromId, fromId].filter((peer) => peer instanceof Api.PeerUser);
  const botId = viaBotId ?? senders[0]?.userId;
  const bot = botId == null ? null : mentioned.botName(tryMark("user", botId));
  return words({
    game_title: game.title,
    game_description: game.description,
    ...(bot === null || game.shortName === ""
      ? {}
      : { game_link: `https://t.me/${bot}?game=${game.shortName}` }),
  });
}

function readGiveaway(media: Api.MessageMediaGiveaway): Data {
  return {
    quantity: media.quantity,
    months: media.months ?? 0,
    until_date_unixtime: media.untilDate,
    channels: media.channels.map(toNumber),
    countries: media.countriesIso2 ?? [],
    additional_prize: media.prizeDescription ?? "",
    stars: media.stars == null ? 0 : toNumber(media.stars),
    is_only_new_subscribers: media.onlyNewSubscribers === true,
  };
}

function readWinners(media: Api.MessageMediaGiveawayResults): Data {
  return {
    channel: toNumber(media.channelId),
    winners: media.winners.map(toNumber),
    additional_prize: media.prizeDescription ?? "",
    until_date_unixtime: media.untilDate,
    launch_message_id: media.launchMsgId,
    additional_peers_count: media.additionalPeersCount ?? 0,
    winners_count: media.winnersCount,
    unclaimed_count: media.unclaimedCount,
    months: media.months ?? 0,
    stars: media.stars == null ? 0 : toNumber(media.stars),
    is_refunded: media.refunded === true,
    is_only_new_subscribers: media.onlyNewSubscribers === true,
  };
}

function toNumber(value: Long): number {
  return Number(value.toString());
}

/** Without what is empty, which exports leave out. */
function words(fields: Readonly<Record<string, string | null | undefined>>): Data {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}
