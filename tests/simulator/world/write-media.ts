import type { UnixSeconds } from "./chat.ts";
import { packFileId } from "./file-id.ts";
import type { Document, DocumentRole, Media, Photo, PhotoSize } from "./media.ts";
import { personId } from "./person.ts";
import type { Language } from "./phrases/all-phrasebooks.ts";
import { hash, hash64, Random } from "./prng.ts";
import { writePoll } from "./write-poll.ts";
import { headline, sentence } from "./write-text.ts";

/** Everything a message can carry; `largeFile` is a document of 20 MiB. */
export const MEDIA_NAMES = [
  "photo",
  "expiredPhoto",
  "video",
  "round",
  "gif",
  "voice",
  "audio",
  "sticker",
  "file",
  "largeFile",
  "geo",
  "geoLive",
  "venue",
  "contact",
  "poll",
  "quiz",
  "dice",
  "game",
  "webPage",
  "webPagePending",
  "invoice",
  "story",
  "giveaway",
  "paid",
  "unsupported",
] as const;

export type MediaName = (typeof MEDIA_NAMES)[number];

/** The place a piece of media is written for; its ids follow from it. */
export interface MediaContext {
  readonly seed: number;
  readonly dcs: readonly number[];
  readonly chat: number;
  readonly message: number;
  /** The message's version: an edit that changes media gets other files. */
  readonly version: number;
  readonly date: UnixSeconds;
  readonly language: Language;
  readonly hostileNames: boolean;
}

/** Media of this name, a pure function of its place. */
export function writeMedia(name: MediaName, context: MediaContext): Media {
  const random = new Random(context.seed, "media", context.chat, context.message, context.version);
  const { language } = context;
  const id = () => hash64(context.seed, name, context.chat, context.message, context.version);
  const place = () => ({
    latitude: random.between(-89_999, 89_999) / 1000,
    longitude: random.between(-179_999, 179_999) / 1000,
    ...(random.chance(0.3) ? { accuracy: random.between(5, 500) } : {}),
  });
  switch (name) {
    case "photo":
      return {
        kind: "photo",
        photo: writePhoto(context, random),
        ...(random.chance(0.1) ? { spoiler: true } : {}),
      };
    case "expiredPhoto":
      return { kind: "expiredPhoto", ttlSeconds: 30 };
    case "geo":
      return { kind: "geo", place: place() };
    case "geoLive":
      return { kind: "geoLive", place: place(), period: 3600 };
    case "venue": {
      const title = headline(random, language);
      return { kind: "venue", place: place(), title, address: sentence(random, language) };
    }
    case "contact": {
      const firstName = random.pick(["Ada", "Глеб", "ليلى", "葵"]);
      const vcard = `BEGIN:VCARD\nVERSION:3.0\nFN:${firstName}\nEND:VCARD`;
      const user = random.chance(0.5) ? personId(random.below(20)) : 0;
      return { kind: "contact", phone: "+15550123", firstName, lastName: "", vcard, user };
    }
    case "poll":
    case "quiz":
      return writePoll(random, language, id(), name === "quiz");
    case "dice": {
      const emoji = random.pick(["🎲", "🎯", "🏀", "⚽", "🎳", "🎰"]);
      return { kind: "dice", emoji, value: random.between(1, emoji === "🎰" ? 64 : 5) };
    }
    case "game":
      return { kind: "game", id: id(), title: "Tide tables", photo: writePhoto(context, random) };
    case "webPage": {
      const url = `https://example.org/${language}/${random.between(1000, 99_999)}`;
      const title = headline(random, language);
      const photo = writePhoto(context, random, 16 + (context.version % 16));
      const description = sentence(random, language);
      const page = { kind: "webPage", id: id(), url, site: "Example", title, description } as const;
      return random.chance(0.7) ? { ...page, photo } : page;
    }
    case "webPagePending":
      return { kind: "webPagePending", id: id(), url: "https://example.org/slow" };
    case "invoice": {
      const title = headline(random, language);
      const amount = BigInt(random.between(100, 90_000));
      const description = sentence(random, language);
      return { kind: "invoice", title, description, currency: "EUR", amount };
    }
    case "story":
      return { kind: "story", peer: { kind: "user", id: personId(random.below(20)) }, id: 5 };
    case "giveaway":
      return { kind: "giveaway", channels: [], quantity: 3, until: context.date + 604_800 };
    case "paid":
      return { kind: "paid", stars: 50n, width: 1280, height: 720 };
    case "unsupported":
      return { kind: "unsupported" };
    case "video":
    case "round":
    case "gif":
    case "voice":
    case "audio":
    case "sticker":
    case "file":
      return { kind: "document", document: writeDocument(context, random, name) };
    case "largeFile": {
      const document = writeDocument(context, random, "file");
      return { kind: "document", document: { ...document, size: 20 * 1024 * 1024 } };
    }
  }
}

/** A photo in four sizes of the usual letters. */
export function writePhoto(context: MediaContext, random: Random, slot?: number): Photo {
  const portrait = random.chance(0.3);
  const size = (type: string, edge: number, bytes: number): PhotoSize => ({
    type,
    width: portrait ? Math.round(edge * 0.75) : edge,
    height: portrait ? edge : Math.round(edge * 0.75),
    bytes,
  });
  const unit = random.between(900, 2_400);
  return {
    ...identity(context, slot ?? context.version % 16),
    sizes: [
      size("m", 320, unit * 6),
      size("x", 800, unit * 20),
      size("y", 1280, unit * 44 + random.below(997)),
    ],
  };
}

function writeDocument(context: MediaContext, random: Random, role: DocumentRole): Document {
  const base = { ...identity(context, context.version % 16), role };
  const seconds = random.between(1, 240);
  const thumb: PhotoSize = {
    type: "m",
    width: 320,
    height: 240,
    bytes: random.between(900, 9_000),
  };
  switch (role) {
    case "video":
    case "gif":
    case "round": {
      const wide = role === "round" ? { width: 384, height: 384 } : { width: 1280, height: 720 };
      const name = role === "video" ? { name: fileName(context, random, "mp4") } : {};
      const size = random.between(60_000, 700_000);
      return { ...base, mime: "video/mp4", size, seconds, thumb, ...wide, ...name };
    }
    case "voice":
      return { ...base, mime: "audio/ogg", size: random.between(3_000, 90_000), seconds };
    case "audio": {
      const title = headline(random, context.language);
      const size = random.between(80_000, 600_000);
      const name = fileName(context, random, "mp3");
      return { ...base, mime: "audio/mpeg", size, seconds, title, performer: "The Tides", name };
    }
    case "sticker":
    case "customEmoji": {
      const emoji = random.pick(["🐳", "⚓", "🦀", "🌊"]);
      const size = random.between(4_000, 40_000);
      return { ...base, mime: "image/webp", size, width: 512, height: 512, emoji, thumb };
    }
    case "file": {
      const [extension, mime] = random.pick([
        ["pdf", "application/pdf"],
        ["zip", "application/zip"],
        ["csv", "text/csv"],
        ["png", "image/png"],
      ] as const);
      const size = random.between(1, 300_000);
      const name = fileName(context, random, extension);
      return { ...base, mime, size, name, ...(extension === "pdf" ? { thumb } : {}) };
    }
  }
}

function identity(context: MediaContext, slot: number): { id: bigint; dc: number; date: number } {
  const { seed, chat, message, date, dcs } = context;
  const id = packFileId(seed, { kind: "message", chat, message, slot });
  return { id, date, dc: dcs[hash(seed, "dc", id) % dcs.length] ?? 1 };
}

const HOSTILE_NAMES = [
  "../../../../etc/cron.d/evil",
  "C:\\Windows\\system32\\evil.dll",
  "CON",
  "invoice\u202efdp.exe",
  "nul\u0000byte.txt",
  `${"long".repeat(75)}.txt`,
  "",
  ".",
  "a\nb\u001b[31m.txt",
  "~/.ssh/authorized_keys",
];

function fileName(context: MediaContext, random: Random, extension: string): string {
  if (context.hostileNames) return random.pick(HOSTILE_NAMES);
  const stem = random.pick(["minutes", "Отчёт", "timetable", "チラシ", "قائمة", "price list"]);
  return `${stem} ${random.between(1, 99)}.${extension}`;
}
