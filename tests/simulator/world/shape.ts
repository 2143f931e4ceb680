import { type BaseChat, discussedPost, givenBounds, indexOfId } from "./base-chat.ts";
import type { ChatSpec } from "./chat.ts";
import { hash, Random } from "./prng.ts";
import { MEDIA_NAMES, type MediaName } from "./write-media.ts";

const TEXT_SHAPES = [
  "text",
  "rich",
  "long",
  "poisoned",
  "reply",
  "quoteReply",
  "foreignReply",
  "forwardUser",
  "forwardChannel",
  "forwardHidden",
  "imported",
  "viaBot",
  "buttons",
  "edited",
  "editHidden",
  "album",
] as const;

const ACTION_SHAPES = [
  "editTitle",
  "editPhoto",
  "deletePhoto",
  "pin",
  "addUsers",
  "removeUser",
  "joinedByLink",
  "joinedByRequest",
  "setTtl",
  "videoChat",
  "boost",
  "custom",
] as const;

/** Actions that belong to one place in a chat. */
const FIXED_ACTIONS = ["create", "migrateFrom", "migrateTo", "topicCreate"] as const;

type TextShape = (typeof TEXT_SHAPES)[number];
type ActionShape = (typeof ACTION_SHAPES)[number] | (typeof FIXED_ACTIONS)[number];

/** What kind of message an id holds. */
export type Shape = TextShape | MediaName | ActionShape | "postCopy" | "comment";

const ACTIONS: ReadonlySet<string> = new Set([...ACTION_SHAPES, ...FIXED_ACTIONS]);
const MEDIA: ReadonlySet<string> = new Set(MEDIA_NAMES);

export const isActionShape = (shape: Shape): shape is ActionShape => ACTIONS.has(shape);
export const isMediaShape = (shape: Shape): shape is MediaName => MEDIA.has(shape);

const EVERY_MEDIUM = MEDIA_NAMES.filter((name) => name !== "largeFile");
const NEWS_SHOWCASE: readonly Shape[] = [
  ...TEXT_SHAPES,
  "album",
  "album",
  ...EVERY_MEDIUM,
  "editTitle",
  "editPhoto",
  "pin",
  "boost",
];
const TALK_SHOWCASE: readonly Shape[] = [...TEXT_SHAPES, "album", "album", ...ACTION_SHAPES];

/** Every shape that fits the chat once, an album as three: what a showcase begins with. */
export function showcaseOf(spec: ChatSpec): readonly Shape[] {
  return spec.flavour === "news" ? NEWS_SHOWCASE : TALK_SHOWCASE;
}

const ALBUM_BLOCK = 16;

const NEWS: Partial<Record<Shape, number>> = {
  text: 44,
  rich: 4,
  photo: 16,
  webPage: 10,
  video: 5,
  file: 4,
  reply: 4,
  forwardChannel: 3,
  poll: 2,
  edited: 4,
  voice: 1,
  gif: 1,
  buttons: 1,
  forwardUser: 0.5,
  quiz: 0.5,
  geo: 0.3,
  pin: 0.3,
  audio: 0.3,
  editPhoto: 0.1,
};

const TALK: Partial<Record<Shape, number>> = {
  text: 46,
  reply: 24,
  photo: 6,
  sticker: 5,
  voice: 4,
  gif: 2,
  edited: 3,
  quoteReply: 2,
  joinedByLink: 2,
  forwardUser: 2,
  forwardChannel: 1.5,
  forwardHidden: 1,
  video: 1,
  round: 1,
  file: 1,
  webPage: 2,
  addUsers: 0.5,
  removeUser: 0.2,
  viaBot: 0.5,
  contact: 0.3,
  dice: 0.3,
  poll: 0.4,
  geo: 0.3,
  venue: 0.2,
  pin: 0.2,
};

/** What the message of this id is; a pure function of the chat's beginning. */
export function shapeOf(chat: BaseChat, id: number): Shape {
  const { spec } = chat;
  const { first, last } = givenBounds(spec);
  if (id === last && chat.migratedTo !== null) return "migrateTo";
  if (id === first && chat.migratedFrom !== null) return "migrateFrom";
  if (id === 1 && spec.kind !== "private") return "create";
  if (id > 1 && spec.topics?.some((topic) => topic.id === id) === true) return "topicCreate";
  if (chat.discusses !== null) return discussedPost(id).isCopy ? "postCopy" : "comment";
  if (spec.content === "long") return "long";
  if (spec.content === "plain") return "text";
  if (spec.showcase === true) {
    const shown = showcaseOf(spec)[indexOfId(spec, id) - 1];
    if (shown !== undefined) return shown;
  }
  if (albumOf(chat, id) !== null) return "album";
  const random = new Random(chat.seed, "shape", chat.index, id);
  if (random.chance(spec.poison ?? 0)) return "poisoned";
  return random.weighted(spec.flavour === "news" ? NEWS : TALK);
}

/** A name for the album the id belongs to; null when it is in none. */
export function albumOf(chat: BaseChat, id: number): string | null {
  const { spec } = chat;
  if (spec.showcase === true && showcaseOf(spec)[indexOfId(spec, id) - 1] === "album") {
    return "showcase";
  }
  const share = spec.flavour === "news" ? 0.25 : 0.05;
  const block = Math.floor(id / ALBUM_BLOCK);
  const draw = hash(chat.seed, "album", chat.index, block);
  if (draw >= share * 0x1_0000_0000) return null;
  const start = draw % 6;
  const length = 2 + (draw % 9);
  const place = id % ALBUM_BLOCK;
  return place >= start && place < start + length ? `block ${block}` : null;
}

/** The topic a forum's message belongs to; 1 is the general one. */
export function topicOf(chat: BaseChat, id: number): number {
  const topics = (chat.spec.topics ?? []).map((topic) => topic.id);
  if (topics.includes(id)) return id;
  const open = [1, ...topics].filter((top) => top < id);
  return open[hash(chat.seed, "topic", chat.index, id) % Math.max(1, open.length)] ?? 1;
}
