/** An attachment as the API shows it. */
export interface MediaShape {
  readonly kind: string;
  readonly state: string;
  readonly mimeType: string | null;
  readonly sizeBytes: bigint | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  readonly fileName: string;
  readonly originalFileName: string | null;
  readonly sha256: string | null;
  readonly data: Record<string, unknown> | null;
}

/** A file that was found for an attachment. */
export interface StoredFile {
  readonly position: number;
  readonly sha256: Uint8Array;
  readonly sizeBytes: bigint;
}

export const MEDIA_KINDS = [
  "photo",
  "video",
  "video_message",
  "audio",
  "voice",
  "document",
  "sticker",
  "animation",
  "poll",
  "location",
  "contact",
  "web_page",
  "game",
  "invoice",
  "giveaway",
  "other",
] as const;

export const MEDIA_STATES = ["stored", "not_requested", "skipped", "unavailable"] as const;

/** Extensions that a file name made by the server may end in; nothing here is run when opened. */
const SAFE_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    "jpg jpeg png gif webp avif heic bmp mp4 m4v mov webm mkv avi mp3 m4a ogg oga opus wav flac aac " +
    "pdf txt csv json md rtf epub fb2 djvu doc docx xls xlsx ppt pptx odt ods odp zip rar 7z gz tgs"
  ).split(" "),
);

const EXTENSION_OF_TYPE: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "video/mp4": "mp4",
  "video/webm": "webm",
  "video/quicktime": "mov",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "audio/ogg": "ogg",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "application/json": "json",
  "application/x-tgsticker": "tgs",
  "text/plain": "txt",
  "text/csv": "csv",
};

/** Reads a message's stored attachments, joined with the files found for them. */
export function decodeMedia(
  stored: unknown,
  files: readonly StoredFile[],
  messageId: number,
): MediaShape[] {
  if (!Array.isArray(stored)) return [];
  return stored.map((item: unknown, position) => {
    const media = isRecord(item) ? item : {};
    const file = files.find((candidate) => candidate.position === position);
    const sha256 = file ? Buffer.from(file.sha256).toString("hex") : null;
    const originalFileName = text(media["fileName"]);
    const mimeType = text(media["mimeType"]);
    return {
      kind: oneOf(MEDIA_KINDS, media["kind"], "other"),
      state: oneOf(MEDIA_STATES, media["state"], "unavailable"),
      mimeType,
      sizeBytes: file?.sizeBytes ?? size(media["sizeBytes"]),
      width: whole(media["width"]),
      height: whole(media["height"]),
      durationSeconds: whole(media["durationSeconds"]),
      fileName: `${sha256 ?? `${messageId}-${position}`}${extension(mimeType, originalFileName)}`,
      originalFileName,
      sha256,
      data: details(media),
    };
  });
}

/** Whether the attachments of a message include a poll. */
export function hasPoll(stored: unknown): boolean {
  return Array.isArray(stored) && stored.some((item) => isRecord(item) && item["kind"] === "poll");
}

function extension(mimeType: string | null, originalFileName: string | null): string {
  const named = /\.([A-Za-z0-9]{1,5})$/.exec(originalFileName ?? "")?.[1]?.toLowerCase();
  if (named && SAFE_EXTENSIONS.has(named)) return `.${named}`;
  const typed = EXTENSION_OF_TYPE[mimeType?.toLowerCase() ?? ""];
  return typed ? `.${typed}` : "";
}

/** What has no field of its own. */
function details(media: Record<string, unknown>): Record<string, unknown> | null {
  const data: Record<string, unknown> = isRecord(media["data"]) ? { ...media["data"] } : {};
  for (const key of ["title", "performer", "emoji", "isSpoiler"]) {
    if (media[key] !== undefined && !(key in data)) data[key] = media[key];
  }
  return Object.keys(data).length > 0 ? data : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function whole(value: unknown): number | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  const rounded = Math.round(value);
  return Math.abs(rounded) < 2 ** 31 ? rounded : null;
}

function size(value: unknown): bigint | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : null;
}

function oneOf(known: readonly string[], value: unknown, otherwise: string): string {
  return typeof value === "string" && known.includes(value) ? value : otherwise;
}
