import { isMessageId } from "../domain/ids.ts";
import type { MediaFile } from "../domain/media.ts";
import type { ObservedMessage } from "../domain/message.ts";

const MAX_INT4 = 2 ** 31 - 1;
/** Year 1 to year 9999: what every client of the archive can show. */
const [MIN_SECONDS, MAX_SECONDS] = [-62_135_596_800, 253_402_300_799];

/**
 * Why a message cannot be written, as far as that shows without asking the database; null when it
 * can. These are the values that would not even reach PostgreSQL as they are: half a surrogate pair
 * has no UTF-8 form, and a number must fit its column. What JSON may hold is PostgreSQL's to judge.
 */
export function explainUnstorable(message: ObservedMessage): string | null {
  if (!isMessageId(message.id)) return "its id is not one that Telegram issues";
  const { sender, forward, mediaFiles } = message;
  const flaw =
    textFlaw(message.text) ??
    textFlaw(message.postedAtRaw) ??
    textFlaw(message.authorSignature) ??
    textFlaw(sender?.name ?? null);
  if (flaw !== null) return flaw;
  for (const id of [message.replyToMessageId, message.topicId]) {
    if (id !== null && !isMessageId(id)) return "it refers to a message id out of range";
  }
  for (const id of [message.replyToPeerId, sender?.id ?? null, forward?.id ?? null]) {
    if (id !== null && !Number.isSafeInteger(id)) return "it refers to a peer id out of range";
  }
  for (const count of [message.views, message.forwards, message.raw.layer]) {
    if (count !== null && !(Number.isInteger(count) && count >= 0 && count <= MAX_INT4)) {
      return "one of its counters is out of range";
    }
  }
  for (const time of [message.postedAt, message.editedAt]) {
    if (time !== null && !(Number.isInteger(time) && time >= MIN_SECONDS && time <= MAX_SECONDS)) {
      return "its time is out of range";
    }
  }
  if (message.albumId !== null && !isInt64(message.albumId)) return "its album id is out of range";
  return mediaFiles.length === 0 ? null : explainFiles(mediaFiles);
}

const HALF_A_PAIR = "its text holds half of a surrogate pair";

function textFlaw(text: string | null): string | null {
  if (text === null) return null;
  if (text.includes("\0")) return "its text holds a NUL character";
  return text.isWellFormed() ? null : HALF_A_PAIR;
}

function explainFiles(files: readonly MediaFile[]): string | null {
  const isSound = files.every(
    (file) =>
      textFlaw(file.path) === null &&
      Number.isInteger(file.position) &&
      file.position >= 0 &&
      file.position < 2 ** 15 &&
      Number.isSafeInteger(file.sizeBytes) &&
      file.sizeBytes >= 0 &&
      file.sha256.length === 32,
  );
  return isSound ? null : "the description of one of its files is out of range";
}

function isInt64(decimal: string): boolean {
  return /^-?\d{1,19}$/.test(decimal) && BigInt.asIntN(64, BigInt(decimal)) === BigInt(decimal);
}

/**
 * Whether a failed statement was refused for the data it was given, by SQLSTATE class: 22 data
 * exception, 23 integrity constraint violation, 54 program limit exceeded.
 */
export function isDataError(error: unknown): error is { code: string; constraint?: string } {
  return /^(22|23|54)[0-9A-Z]{3}$/.test(String((error as { code?: unknown } | null)?.code));
}

/** The same for a person, in few distinct sentences whatever the data: see explainUnstorable. */
export function explainDataError(error: { code: string; constraint?: string }): string {
  switch (error.code) {
    case "22P05":
    case "22021":
      return "its JSON holds a NUL character, which PostgreSQL cannot store";
    case "22P02":
    case "22032":
      return "its JSON is malformed or holds half of a surrogate pair";
    case "22003":
      return "its JSON holds a number that is out of range";
  }
  if (error.code.startsWith("54")) return "it is larger or nested deeper than PostgreSQL can store";
  const constraint = error.constraint === undefined ? "" : ` ${error.constraint}`;
  return error.code.startsWith("23")
    ? `it breaks the constraint${constraint} of the archive`
    : `PostgreSQL refuses one of its values (${error.code})`;
}

/** Words of unknown origin as PostgreSQL can store them. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\u{fffd}");
}
