import type { Media } from "./media.ts";
import type { ObservedMessage } from "./message.ts";
import type { TextEntity } from "./text-entity.ts";

/**
 * The canonical encoding of what a message says: the input of its content hash. Two observations
 * with the same encoding are the same version.
 *
 * Left out on purpose: counters (views, reactions, votes), which change without an edit; sizes,
 * file states and the paths of custom emoji, which differ between two exports of one message;
 * names of senders, which change without the message; previews of links, which Telegram makes and
 * renews by itself and exports leave out. JSON with keys in a fixed order.
 */
export function encodeContent(message: ObservedMessage): string {
  const { text, entities, action } = message;
  const media = message.media.filter(({ kind }) => kind !== "web_page");
  // Put together from parts, because most messages are nothing but text.
  const ofEntities = entities.length === 0 ? "[]" : JSON.stringify(entities.map(encodeEntity));
  const ofMedia = media.length === 0 ? "[]" : JSON.stringify(media.map(encodeMedia));
  const ofAction = action === null ? "null" : JSON.stringify(sortKeys(action, DISPLAY_NAMES));
  return `[1,${JSON.stringify(text)},${ofEntities},${ofMedia},${ofAction}]`;
}

function encodeEntity(entity: TextEntity): unknown[] {
  return [
    entity.type,
    entity.offset,
    entity.length,
    entity.url ?? null,
    entity.language ?? null,
    entity.userId ?? null,
  ];
}

/**
 * Parts of a service action that are display names, which follow the user, not the message, and the
 * ids beside them, which exports do not have.
 */
const DISPLAY_NAMES = new Set(["members", "member_ids", "inviter", "inviter_id"]);

/** Parts of a poll that votes change. */
const VOTED = new Set(["total_voters", "voters", "chosen", "closed"]);

function encodeMedia(media: Media): unknown[] {
  return [
    media.kind,
    media.fileName ?? null,
    media.width ?? null,
    media.height ?? null,
    media.durationSeconds ?? null,
    media.emoji ?? null,
    media.data === undefined ? null : sortKeys(media.data, VOTED),
  ];
}

function sortKeys(value: unknown, skip: ReadonlySet<string> = new Set()): unknown {
  if (Array.isArray(value)) return value.map((item) => sortKeys(item, skip));
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value)
    .filter(([key]) => !skip.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sortKeys(item, skip)]);
}
