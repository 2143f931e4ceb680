import type { TlObject } from "../tl/value.ts";
import type { Media, Place } from "../world/media.ts";
import { hash64 } from "../world/prng.ts";
import { documentObject, photoObject } from "./file-object.ts";
import type { Gathered } from "./gathered.ts";
import { peerObject } from "./peer-object.ts";
import { pollObject } from "./poll-object.ts";
import type { View } from "./view.ts";

/** A message's media as the API shows it. */
export function mediaObject(view: View, media: Media, gathered: Gathered): TlObject {
  switch (media.kind) {
    case "photo":
      return {
        _: "messageMediaPhoto",
        spoiler: media.spoiler,
        photo: photoObject(view, media.photo),
      };
    case "expiredPhoto":
      return { _: "messageMediaPhoto", ttl_seconds: media.ttlSeconds };
    case "document": {
      const { role } = media.document;
      return {
        _: "messageMediaDocument",
        video: role === "video" || role === "gif",
        round: role === "round",
        voice: role === "voice",
        spoiler: media.spoiler,
        document: documentObject(view, media.document),
      };
    }
    case "geo":
      return { _: "messageMediaGeo", geo: geoObject(view, media.place) };
    case "geoLive":
      return {
        _: "messageMediaGeoLive",
        geo: geoObject(view, media.place),
        period: media.period,
      };
    case "venue":
      return {
        _: "messageMediaVenue",
        geo: geoObject(view, media.place),
        title: media.title,
        address: media.address,
        provider: "foursquare",
        venue_id: "4b0c",
        venue_type: "",
      };
    case "contact":
      if (media.user !== 0) gathered.add({ kind: "user", id: media.user });
      return {
        _: "messageMediaContact",
        phone_number: media.phone,
        first_name: media.firstName,
        last_name: media.lastName,
        vcard: media.vcard,
        user_id: BigInt(media.user),
      };
    case "poll":
      return pollObject(media);
    case "dice":
      return { _: "messageMediaDice", value: media.value, emoticon: media.emoji };
    case "webPage":
    case "webPagePending":
      return { _: "messageMediaWebPage", webpage: webPageObject(view, media) };
    default:
      return rareMediaObject(view, media, gathered);
  }
}

type RareMedia = Extract<
  Media,
  { readonly kind: "game" | "invoice" | "story" | "giveaway" | "paid" | "unsupported" }
>;

function rareMediaObject(view: View, media: RareMedia, gathered: Gathered): TlObject {
  switch (media.kind) {
    case "game":
      return {
        _: "messageMediaGame",
        game: {
          _: "game",
          id: media.id,
          access_hash: media.id ^ 0x5a5an,
          short_name: "tides",
          title: media.title,
          description: "",
          photo: photoObject(view, media.photo),
        },
      };
    case "invoice":
      return {
        _: "messageMediaInvoice",
        title: media.title,
        description: media.description,
        currency: media.currency,
        total_amount: media.amount,
        start_param: "",
      };
    case "story":
      gathered.add(media.peer);
      return { _: "messageMediaStory", peer: peerObject(media.peer), id: media.id };
    case "giveaway":
      return {
        _: "messageMediaGiveaway",
        channels: media.channels.map(BigInt),
        quantity: media.quantity,
        months: 3,
        until_date: media.until,
      };
    case "paid":
      return {
        _: "messageMediaPaidMedia",
        stars_amount: media.stars,
        extended_media: [{ _: "messageExtendedMediaPreview", w: media.width, h: media.height }],
      };
    case "unsupported":
      return { _: "messageMediaUnsupported" };
  }
}

function geoObject(view: View, place: Place): TlObject {
  return {
    _: "geoPoint",
    long: place.longitude,
    lat: place.latitude,
    access_hash: hash64(view.world.seed, "geo", view.account.key, place.latitude),
    accuracy_radius: place.accuracy,
  };
}

function webPageObject(
  view: View,
  page: Extract<Media, { readonly kind: "webPage" | "webPagePending" }>,
): TlObject {
  const { id, url } = page;
  if (page.kind === "webPagePending") {
    return { _: "webPagePending", id, url, date: Math.floor(view.world.now() / 1000) };
  }
  return {
    _: "webPage",
    id,
    url,
    display_url: url.replace("https://", ""),
    hash: 0,
    type: "article",
    site_name: page.site,
    title: page.title,
    description: page.description,
    photo: page.photo === undefined ? undefined : photoObject(view, page.photo),
  };
}
