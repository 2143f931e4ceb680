import { type BaseChat, givenBounds, indexOfId } from "./base-chat.ts";
import { baseExists } from "./base-exists.ts";
import type { PeerRef, UnixSeconds } from "./chat.ts";
import type { Forward, ReplyTo } from "./message.ts";
import { personId } from "./person.ts";
import type { Random } from "./prng.ts";
import { topicOf } from "./shape.ts";
import { sentence } from "./write-text.ts";

const FAR = 30;

/** Who writes here: people of the chat, now and then an anonymous admin. */
export function writeAuthor(chat: BaseChat, random: Random): PeerRef | undefined {
  const { spec } = chat;
  if (spec.kind === "broadcast") return undefined;
  if (spec.kind === "private") {
    return { kind: "user", id: random.chance(0.5) ? spec.id : (chat.owner ?? spec.id) };
  }
  if (spec.kind !== "group" && random.chance(0.04)) return { kind: "channel", id: spec.id };
  return { kind: "user", id: writerOf(chat, random) };
}

/** A person who writes in this chat; neighbouring chats share some of them. */
export function writerOf(chat: BaseChat, random: Random): number {
  return personId(chat.index * 5 + random.below(chat.spec.people ?? 12));
}

/** An earlier message to answer, of the same topic in a forum; null when none is near. */
export function answeredMessage(chat: BaseChat, id: number, random: Random): number | null {
  const oldest = Math.max(givenBounds(chat.spec).first + 1, id - FAR);
  const forum = chat.spec.kind === "forum";
  for (let at = Math.max(oldest, id - 1 - random.below(6)); at >= oldest; at--) {
    if (baseExists(chat, at) && (!forum || topicOf(chat, at) === topicOf(chat, id))) return at;
  }
  return null;
}

/** The reply header of a message that answers `message` (or nothing) in its topic. */
export function replyHeader(chat: BaseChat, id: number, message: number | null): ReplyTo | null {
  const topic = chat.spec.kind === "forum" ? topicOf(chat, id) : 1;
  if (topic !== 1) {
    return message === null || message === topic
      ? { message: topic, forumTopic: true }
      : { message, top: topic, forumTopic: true };
  }
  return message === null ? null : { message };
}

/** An answer to a message of another chat, with a quote of it. */
export function foreignReply(chat: BaseChat, id: number, random: Random): ReplyTo {
  const other = random.pick(chat.neighbours);
  const text = sentence(random, other.language);
  const message = Math.min(givenBounds(other).last, indexOfId(chat.spec, id) + 2);
  const peer: PeerRef = { kind: "channel", id: other.id };
  return {
    message,
    peer,
    from: { date: other.startsAt + 60, from: peer, post: message },
    quote: { text, entities: [], offset: 0 },
  };
}

/** Where a forwarded message came from, by the kind of its author. */
export function writeForward(
  chat: BaseChat,
  kind: "user" | "channel" | "hidden" | "imported",
  date: UnixSeconds,
  random: Random,
): Forward {
  const sent = date - random.between(60, 5_000_000);
  if (kind === "hidden") return { date: sent, name: random.pick(["A. Nonymous", "Тень", "مجهول"]) };
  if (kind === "imported") return { date: sent, name: "Old messenger", imported: true };
  if (kind === "user") {
    return { date: sent, from: { kind: "user", id: writerOf(chat, random) } };
  }
  const other = random.pick(chat.neighbours);
  const peer: PeerRef = { kind: "channel", id: other.id };
  const post = random.between(2, Math.max(2, givenBounds(other).last));
  const saved = random.chance(0.5) ? { savedFrom: { peer, message: post } } : {};
  const author = other.signatures === true ? { author: "R. Editor" } : {};
  return { date: sent, from: peer, post, ...author, ...saved };
}
