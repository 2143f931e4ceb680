import type { FilePart } from "./file-bytes.ts";
import { type FilePlace, unpackFileId } from "./file-id.ts";
import { type Document, mediaFiles, type Photo } from "./media.ts";
import { profilePhoto } from "./profile-photo.ts";
import type { World } from "./world.ts";

/** A file of the world, and the DC it lies on. */
export interface FoundFile extends FilePart {
  readonly dc: number;
}

/**
 * The file of this id in this size (the letter of a photo size or thumbnail; empty for a document
 * itself); null when there is none. Files of deleted messages and old versions stay where they are.
 */
export function findFile(world: World, id: bigint, thumb: string): FoundFile | null {
  const place = unpackFileId(world.seed, id);
  if (place === null) return null;
  const holder = fileHolder(world, id, place);
  if (holder === null) return null;
  const { dc } = holder;
  if ("sizes" in holder) {
    const size = holder.sizes.find((one) => one.type === thumb);
    return size === undefined ? null : { id, dc, thumb, mime: "image/jpeg", size: size.bytes };
  }
  if (thumb === "") return { id, dc, thumb, mime: holder.mime, size: holder.size };
  if (holder.thumb?.type !== thumb) return null;
  return { id, dc, thumb, mime: "image/jpeg", size: holder.thumb.bytes };
}

function fileHolder(world: World, id: bigint, place: FilePlace): Photo | Document | null {
  const { kind, message } = place;
  if (kind === "customEmoji") return null;
  if (kind !== "message") return profilePhoto(world, kind, place.chat, message);
  const history = world.chats[place.chat]?.history;
  if (history === undefined) return null;
  for (let version = 0; version < history.versionCount(message); version++) {
    const found = history.version(message, version);
    const files = [...mediaFiles(found?.media), ...actionPhotos(found?.action)];
    const file = files.find((one) => one.id === id);
    if (file !== undefined) return file;
  }
  return null;
}

function actionPhotos(action: { readonly kind: string; readonly photo?: Photo } | undefined) {
  return action?.photo === undefined ? [] : [action.photo];
}
