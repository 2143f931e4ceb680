/** What a message carries beside its text, as its source describes it. */
export type MediaKind =
  | "photo"
  | "video"
  | "video_message"
  | "audio"
  | "voice"
  | "document"
  | "sticker"
  | "animation"
  | "poll"
  | "location"
  | "contact"
  | "web_page"
  | "game"
  | "invoice"
  | "giveaway"
  | "other";

/** Why a file is not beside an export, or that it is. */
export type MediaState = "stored" | "not_requested" | "skipped" | "unavailable";

/** One attachment. Names and paths are its author's or the exporter's words: data, never a path to open. */
export interface Media {
  readonly kind: MediaKind;
  readonly state: MediaState;
  readonly fileName?: string;
  readonly mimeType?: string;
  readonly sizeBytes?: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationSeconds?: number;
  readonly title?: string;
  readonly performer?: string;
  readonly emoji?: string;
  readonly isSpoiler?: boolean;
  /** What has no common column: a poll's question, a place, a contact. Plain JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A file found beside an export, by its content. */
export interface MediaFile {
  /** Index into the message's media. */
  readonly position: number;
  /** SHA-256 of the bytes, 32 bytes. */
  readonly sha256: Uint8Array;
  readonly sizeBytes: number;
  /** Path relative to the export's folder, for finding it again; already proven to stay inside. */
  readonly path: string;
}
