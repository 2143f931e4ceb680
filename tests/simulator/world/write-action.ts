import type { BaseChat } from "./base-chat.ts";
import type { Action } from "./message.ts";
import { hash64, type Random } from "./prng.ts";
import type { Shape } from "./shape.ts";
import { type MediaContext, writePhoto } from "./write-media.ts";
import { writerOf } from "./write-origin.ts";
import { headline } from "./write-text.ts";

/** What a service message of this shape reports; null when the shape is no service message. */
export function writeAction(
  chat: BaseChat,
  id: number,
  shape: Shape,
  random: Random,
  media: MediaContext,
): Action | null {
  const { spec } = chat;
  switch (shape) {
    case "create":
      return spec.kind === "group"
        ? { kind: "groupCreate", title: spec.title, users: [writerOf(chat, random)] }
        : { kind: "channelCreate", title: spec.title };
    case "migrateTo":
      return { kind: "migrateTo", channel: chat.migratedTo?.spec.id ?? 0 };
    case "migrateFrom":
      return {
        kind: "migrateFrom",
        title: spec.title,
        group: chat.migratedFrom?.spec.id ?? 0,
      };
    case "topicCreate": {
      const title = spec.topics?.find((topic) => topic.id === id)?.title ?? "";
      return { kind: "topicCreate", title, color: 0x6fb9f0 };
    }
    case "editTitle":
      return { kind: "editTitle", title: headline(random, spec.language) };
    case "editPhoto":
      return { kind: "editPhoto", photo: writePhoto(media, random) };
    case "deletePhoto":
      return { kind: "deletePhoto" };
    case "pin":
      return { kind: "pin" };
    case "addUsers":
      return { kind: "addUsers", users: [writerOf(chat, random), writerOf(chat, random)] };
    case "removeUser":
      return { kind: "removeUser", user: writerOf(chat, random) };
    case "joinedByLink":
      return { kind: "joinedByLink", inviter: writerOf(chat, random) };
    case "joinedByRequest":
      return { kind: "joinedByRequest" };
    case "setTtl":
      return { kind: "setTtl", seconds: 604_800 };
    case "videoChat": {
      const call = hash64(chat.seed, "call", chat.index, id);
      return random.chance(0.5)
        ? { kind: "videoChat", id: call }
        : { kind: "videoChat", id: call, seconds: random.between(30, 7_200) };
    }
    case "boost":
      return { kind: "boost", boosts: random.between(1, 4) };
    case "custom":
      return { kind: "custom", message: headline(random, spec.language) };
    default:
      return null;
  }
}
