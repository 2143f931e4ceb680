import type { ChatSpec, UnixSeconds } from "./chat.ts";
import { hash } from "./prng.ts";

/** A chat as it was when the world began, with what its messages refer to. */
export interface BaseChat {
  readonly seed: number;
  readonly dcs: readonly number[];
  readonly index: number;
  readonly spec: ChatSpec;
  /** The channel whose posts are discussed here. */
  discusses: BaseChat | null;
  /** The group where this channel's posts are discussed. */
  discussion: BaseChat | null;
  migratedFrom: BaseChat | null;
  migratedTo: BaseChat | null;
  /** Public channels others forward from. */
  readonly neighbours: readonly ChatSpec[];
  /** In a private chat, the user id of the account it belongs to. */
  readonly owner: number | null;
}

/** A discussion group gives each post of its channel this many ids: the copy, then comments. */
const DISCUSSION_STRIDE = 4;

/** Id of a base post's copy in the discussion group. */
export function copyOfPost(post: number): number {
  return (post - 1) * DISCUSSION_STRIDE + 2;
}

/** Which post an id of the discussion group belongs to, and whether it is its copy. */
export function discussedPost(id: number): { readonly post: number; readonly isCopy: boolean } {
  const past = id - 2;
  const post = Math.floor(past / DISCUSSION_STRIDE) + 1;
  return { post, isCopy: past % DISCUSSION_STRIDE === 0 };
}

/** Whether the id had been given out when the world began. */
export function wasGiven(spec: ChatSpec, id: number): boolean {
  return spec.ids.some(([first, last]) => id >= first && id <= last);
}

/** The oldest and the newest id given out; zeros for an empty chat. */
export function givenBounds(spec: ChatSpec): { readonly first: number; readonly last: number } {
  return { first: spec.ids[0]?.[0] ?? 0, last: spec.ids.at(-1)?.[1] ?? 0 };
}

/** How many ids were given out. */
export function givenCount(spec: ChatSpec): number {
  return spec.ids.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** How many ids were given out before this one. */
export function indexOfId(spec: ChatSpec, id: number): number {
  let before = 0;
  for (const [first, last] of spec.ids) {
    if (id <= last) return before + Math.max(0, id - first);
    before += last - first + 1;
  }
  return before;
}

/** When the message of this id was sent. Later ids are never earlier. */
export function dateOfId(chat: BaseChat, id: number): UnixSeconds {
  const { spec } = chat;
  const step = (spec.endsAt - spec.startsAt) / Math.max(1, givenCount(spec) - 1);
  const index = indexOfId(spec, id);
  const start = spec.startsAt + Math.floor(index * step);
  const room = Math.floor(spec.startsAt + (index + 1) * step) - start;
  const jitter = room > 1 ? hash(chat.seed, "date", chat.index, id) % room : 0;
  return Math.min(spec.endsAt, start + jitter);
}
