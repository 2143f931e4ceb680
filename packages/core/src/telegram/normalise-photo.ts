import type { Media } from "../domain/media.ts";
import { Api } from "./library.ts";

interface Size {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** A photo in its largest size, as exports choose it: the first one with the most pixels. */
export function readPhoto(photo: Api.TypePhoto | null | undefined): Omit<Media, "state"> {
  if (!(photo instanceof Api.Photo)) return { kind: "photo" };
  let largest: Size = { width: 0, height: 0, bytes: 0 };
  for (const size of photo.sizes) {
    const found = measure(size);
    if (found !== null && found.width * found.height > largest.width * largest.height) {
      largest = found;
    }
  }
  const { width, height, bytes } = largest;
  return {
    kind: "photo",
    ...(width > 0 && height > 0 ? { width, height } : {}),
    ...(bytes > 0 ? { sizeBytes: bytes } : {}),
  };
}

/** Previews that are drawn from a few bytes have no size that counts. */
function measure(size: Api.TypePhotoSize): Size | null {
  if (size instanceof Api.PhotoSize) return { width: size.w, height: size.h, bytes: size.size };
  if (size instanceof Api.PhotoCachedSize) {
    return { width: size.w, height: size.h, bytes: size.bytes.length };
  }
  if (size instanceof Api.PhotoSizeProgressive) {
    return { width: size.w, height: size.h, bytes: size.sizes.at(-1) ?? 0 };
  }
  return null;
}
