import { type BaseChat, copyOfPost, dateOfId, discussedPost, indexOfId } from "./base-chat.ts";
import { baseExists } from "./base-exists.ts";
import { chatPeer } from "./chat.ts";
import type { FormattedText } from "./entity.ts";
import type { MessageContent, ReactionTally, ReplyTo, WorldMessage } from "./message.ts";
import { poisonedText } from "./poisoned-text.ts";
import { hash64, Random } from "./prng.ts";
import { albumOf, isMediaShape, type Shape, shapeOf } from "./shape.ts";
import { writeAction } from "./write-action.ts";
import { type MediaContext, type MediaName, writeMedia } from "./write-media.ts";
import {
  answeredMessage,
  foreignReply,
  replyHeader,
  writeAuthor,
  writeForward,
  writerOf,
} from "./write-origin.ts";
import { writeRichText } from "./write-rich-text.ts";
import { writeLong, writePost, writeReply } from "./write-text.ts";

/** The place of a message's media. */
export function mediaContext(chat: BaseChat, id: number, version: number): MediaContext {
  const { seed, dcs, index, spec } = chat;
  const hostileNames = (spec.poison ?? 0) > 0;
  const date = dateOfId(chat, id);
  const { language } = spec;
  return { seed, dcs, chat: index, message: id, version, date, language, hostileNames };
}

/** The message of this id as it was when the world began. Ask `baseExists` first. */
export function baseMessage(chat: BaseChat, id: number): WorldMessage {
  return writeMessage(chat, id, shapeOf(chat, id));
}

/** A message of this id and shape, a pure function of both; also for posts made later. */
export function writeMessage(chat: BaseChat, id: number, shape: Shape): WorldMessage {
  const { seed } = chat;
  if (shape === "postCopy") return copyPost(chat, id);
  const random = new Random(seed, "message", chat.index, id);
  const date = dateOfId(chat, id);
  const media = mediaContext(chat, id, 0);
  const from = writeAuthor(chat, random);
  const action = writeAction(chat, id, shape, random, media);
  const frame = { id, date, ...(from === undefined ? {} : { from }) };
  const replyTo = writeReplyTo(chat, id, shape, random);
  const reply = replyTo === null ? {} : { replyTo };
  if (action !== null) return { ...frame, ...reply, action, text: "", entities: [] };

  return {
    ...frame,
    ...reply,
    ...writeContent(chat, id, shape, random, media),
    ...writeExtras(chat, shape, date, random),
    ...writeCounters(chat, random),
    ...albumPart(chat, id, shape),
  };
}

function writeContent(
  chat: BaseChat,
  id: number,
  shape: Shape,
  random: Random,
  media: MediaContext,
): MessageContent {
  const { language, flavour } = chat.spec;
  const prose = (): FormattedText =>
    flavour === "news" ? writePost(random, language) : writeReply(random, language);
  if (shape === "rich") return writeRichText(random, language, chat.seed, writerOf(chat, random));
  if (shape === "long") return writeLong(random, language);
  if (shape === "poisoned") {
    const { bytes, ...text } = poisonedText(indexOfId(chat.spec, id), random);
    return bytes === undefined ? text : { ...text, textBytes: bytes };
  }
  const name: MediaName | null = isMediaShape(shape)
    ? shape
    : shape === "album"
      ? random.pick(["photo", "photo", "video"])
      : null;
  if (name === null) {
    if (shape !== "buttons") return prose();
    return { ...prose(), buttons: [[{ text: "Read on", url: "https://example.org/more" }]] };
  }
  const captioned =
    name === "webPage" || name === "webPagePending" || (shape === "album" ? id % 3 === 0 : true);
  const wordless = ["sticker", "round", "dice", "poll", "quiz", "geo", "geoLive", "venue", "game"];
  const text: FormattedText =
    captioned && !wordless.includes(name) ? prose() : { text: "", entities: [] };
  return { ...text, media: writeMedia(name, media) };
}

function writeReplyTo(chat: BaseChat, id: number, shape: Shape, random: Random): ReplyTo | null {
  if (shape === "create" || shape === "topicCreate") return null;
  if (shape === "comment") return replyInThread(chat, id, random);
  if (shape === "foreignReply") return foreignReply(chat, id, random);
  const answers = shape === "reply" || shape === "quoteReply" || shape === "pin";
  const answered = answers ? answeredMessage(chat, id, random) : null;
  const header = replyHeader(chat, id, answered);
  if (shape !== "quoteReply" || header === null || answered === null) return header;
  const { text } = baseMessage(chat, answered);
  const offset = Math.min(2, text.length);
  return { ...header, quote: { text: text.slice(offset, offset + 60), entities: [], offset } };
}

/** A comment answers the post's copy, or another comment under it. */
function replyInThread(chat: BaseChat, id: number, random: Random): ReplyTo | null {
  const copy = copyOfPost(discussedPost(id).post);
  if (!baseExists(chat, copy)) return null;
  const previous = id - 1;
  const nested = previous > copy && baseExists(chat, previous) && random.chance(0.4);
  return nested ? { message: previous, top: copy } : { message: copy };
}

function writeExtras(
  chat: BaseChat,
  shape: Shape,
  date: number,
  random: Random,
): Partial<WorldMessage> {
  const { spec } = chat;
  const editDate = date + random.between(5, 90_000);
  switch (shape) {
    case "forwardUser":
      return { forward: writeForward(chat, "user", date, random) };
    case "forwardChannel":
      return { forward: writeForward(chat, "channel", date, random) };
    case "forwardHidden":
      return { forward: writeForward(chat, "hidden", date, random) };
    case "imported":
      return { forward: writeForward(chat, "imported", date, random) };
    case "viaBot":
      return { viaBot: writerOf(chat, random) };
    case "edited":
      return { editDate };
    case "editHidden":
      return { editDate, editHide: true };
    default: {
      const signed = spec.signatures === true ? { author: "R. Editor" } : {};
      return random.chance(0.05) ? { ...signed, silent: true } : signed;
    }
  }
}

function writeCounters(chat: BaseChat, random: Random): Partial<WorldMessage> {
  const broadcast = chat.spec.kind === "broadcast";
  const counted = broadcast
    ? { views: random.between(90, 60_000), forwards: random.below(400) }
    : {};
  if (!random.chance(broadcast ? 0.6 : 0.15)) return counted;
  const reactions: ReactionTally[] = [];
  const kinds = ["👍", "❤", "🔥", "😢", "🤔", 5_368_324_170_671_202_286n, "paid"] as const;
  for (const reaction of kinds) {
    if (random.chance(0.35)) reactions.push({ reaction, count: random.between(1, 900) });
  }
  return reactions.length === 0 ? counted : { ...counted, reactions };
}

function albumPart(chat: BaseChat, id: number, shape: Shape): Partial<WorldMessage> {
  const album = shape === "album" ? albumOf(chat, id) : null;
  if (album === null) return {};
  return { groupedId: hash64(chat.seed, "grouped", chat.index, album) };
}

/** The copy of a channel's post in its discussion group. */
function copyPost(chat: BaseChat, id: number): WorldMessage {
  const channel = chat.discusses;
  if (channel === null) throw new Error("Only a discussion group holds copies of posts.");
  const post = discussedPost(id).post;
  return { ...asPostCopy(channel, baseMessage(channel, post)), id, date: dateOfId(chat, id) };
}

/** A channel's post as it appears in the discussion group, except for its id and date. */
export function asPostCopy(channel: BaseChat, message: WorldMessage): WorldMessage {
  const { views: _v, forwards: _f, reactions: _r, replyTo: _t, ...original } = message;
  const peer = chatPeer(channel.spec);
  const savedFrom = { peer, message: message.id };
  const forward = { date: message.date, from: peer, post: message.id, savedFrom };
  return { ...original, from: peer, forward, pinned: true };
}
