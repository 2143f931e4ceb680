import type { Media, MediaKind } from "../domain/media.ts";
import { Api } from "./library.ts";

/** What a document's attributes say, gathered as Telegram Desktop gathers them. */
interface Attributes {
  isSticker: boolean;
  isRound: boolean;
  isVoice: boolean;
  isAnimated: boolean;
  isVideo: boolean;
  isAudio: boolean;
  fileName: string;
  width: number;
  height: number;
  seconds: number;
  title: string;
  performer: string;
  emoji: string;
}

/**
 * A file of any kind but a photo. Its kind is decided in the order in which Telegram Desktop's
 * exports decide it, so that both call one file the same.
 */
export function readDocument(document: Api.TypeDocument | null | undefined): Omit<Media, "state"> {
  if (!(document instanceof Api.Document)) return { kind: "document" };
  const found = gather(document.attributes);
  const kind = kindOf(found);
  const sizeBytes = Number(document.size.toString());
  return {
    kind,
    ...text("fileName", found.fileName),
    ...text("mimeType", document.mimeType),
    ...(Number.isSafeInteger(sizeBytes) && sizeBytes > 0 ? { sizeBytes } : {}),
    ...(found.width > 0 && found.height > 0 ? { width: found.width, height: found.height } : {}),
    ...(found.seconds > 0 ? { durationSeconds: found.seconds } : {}),
    ...(kind === "audio" ? text("title", found.title) : {}),
    ...(kind === "audio" ? text("performer", found.performer) : {}),
    ...(kind === "sticker" ? text("emoji", found.emoji) : {}),
  };
}

function kindOf(found: Attributes): MediaKind {
  if (found.isSticker) return "sticker";
  if (found.isRound) return "video_message";
  if (found.isVoice) return "voice";
  if (found.isAnimated) return "animation";
  if (found.isVideo) return "video";
  return found.isAudio ? "audio" : "document";
}

function gather(attributes: readonly Api.TypeDocumentAttribute[]): Attributes {
  const found: Attributes = {
    isSticker: false,
    isRound: false,
    isVoice: false,
    isAnimated: false,
    isVideo: false,
    isAudio: false,
    fileName: "",
    width: 0,
    height: 0,
    seconds: 0,
    title: "",
    performer: "",
    emoji: "",
  };
  for (const attribute of attributes) read(attribute, found);
  return found;
}

function read(attribute: Api.TypeDocumentAttribute, found: Attributes): void {
  if (attribute instanceof Api.DocumentAttributeImageSize) {
    found.width = attribute.w;
    found.height = attribute.h;
  } else if (attribute instanceof Api.DocumentAttributeAnimated) {
    found.isAnimated = true;
  } else if (
    attribute instanceof Api.DocumentAttributeSticker ||
    attribute instanceof Api.DocumentAttributeCustomEmoji
  ) {
    found.isSticker = true;
    found.emoji = attribute.alt;
  } else if (attribute instanceof Api.DocumentAttributeVideo) {
    if (attribute.roundMessage) found.isRound = true;
    else found.isVideo = true;
    found.width = attribute.w;
    found.height = attribute.h;
    // Seconds with a fraction, which exports cut off.
    found.seconds = Number.isFinite(attribute.duration) ? Math.trunc(attribute.duration) : 0;
  } else if (attribute instanceof Api.DocumentAttributeAudio) {
    if (attribute.voice) found.isVoice = true;
    else found.isAudio = true;
    found.title = attribute.title ?? "";
    found.performer = attribute.performer ?? "";
    found.seconds = attribute.duration;
  } else if (attribute instanceof Api.DocumentAttributeFilename) {
    found.fileName = attribute.fileName;
  }
}

function text<Key extends "fileName" | "mimeType" | "title" | "performer" | "emoji">(
  key: Key,
  value: string,
): Partial<Record<Key, string>> {
  return value === "" ? {} : ({ [key]: value } as Record<Key, string>);
}
