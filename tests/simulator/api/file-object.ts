import type { TlObject } from "../tl/value.ts";
import type { Document, Photo, PhotoSize } from "../world/media.ts";
import { hash64, hashBytes } from "../world/prng.ts";
import type { View } from "./view.ts";

/** Access hash of a file; the same for everybody. */
export function fileHash(seed: number, id: bigint): bigint {
  return hash64(seed, "file hash", id);
}

export function photoObject(view: View, photo: Photo): TlObject {
  const { id, dc, date, sizes } = photo;
  return {
    _: "photo",
    id,
    access_hash: fileHash(view.world.seed, id),
    file_reference: view.references.create(view.account, id),
    date,
    sizes: [
      { _: "photoStrippedSize", type: "i", bytes: strippedThumb(id) },
      ...sizes.map(sizeObject),
    ],
    dc_id: dc,
  };
}

/** A few dozen bytes that stand for a blurred preview; not an image here. */
export function strippedThumb(id: bigint): Buffer {
  const bytes = hashBytes(40, "stripped", id);
  bytes[0] = 1;
  return bytes;
}

export function documentObject(view: View, document: Document): TlObject {
  const { id, dc, date, mime, size, thumb } = document;
  return {
    _: "document",
    id,
    access_hash: fileHash(view.world.seed, id),
    file_reference: view.references.create(view.account, id),
    date,
    mime_type: mime,
    size: BigInt(size),
    thumbs: thumb === undefined ? undefined : [sizeObject(thumb)],
    dc_id: dc,
    attributes: attributeObjects(document),
  };
}

/** The largest size of a photo is progressive, as those of newer photos are. */
function sizeObject(size: PhotoSize): TlObject {
  const { type, width, height, bytes } = size;
  if (type !== "y") return { _: "photoSize", type, w: width, h: height, size: bytes };
  const sizes = [0.2, 0.5, 1].map((share) => Math.floor(bytes * share));
  return { _: "photoSizeProgressive", type, w: width, h: height, sizes };
}

function attributeObjects(document: Document): TlObject[] {
  const { role, name, width, height, seconds, title, performer, emoji } = document;
  const attributes: TlObject[] = [];
  const [w, h] = [width ?? 0, height ?? 0];
  if (role === "video" || role === "round" || role === "gif") {
    attributes.push({
      _: "documentAttributeVideo",
      round_message: role === "round",
      supports_streaming: role === "video",
      nosound: role === "gif",
      duration: (seconds ?? 0) + 0.25,
      w,
      h,
    });
  }
  if (role === "gif") attributes.push({ _: "documentAttributeAnimated" });
  if (role === "voice" || role === "audio") {
    attributes.push({
      _: "documentAttributeAudio",
      voice: role === "voice",
      duration: seconds ?? 0,
      title,
      performer,
      waveform: role === "voice" ? hashBytes(63, "waveform", document.id) : undefined,
    });
  }
  if (role === "sticker" || role === "customEmoji") {
    attributes.push({ _: "documentAttributeImageSize", w, h });
    attributes.push({
      _: role === "sticker" ? "documentAttributeSticker" : "documentAttributeCustomEmoji",
      alt: emoji ?? "",
      stickerset: { _: "inputStickerSetID", id: 77n, access_hash: 78n },
    });
  }
  if (name !== undefined) attributes.push({ _: "documentAttributeFilename", file_name: name });
  return attributes;
}
