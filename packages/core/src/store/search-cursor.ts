import { InvalidInput } from "../domain/errors.ts";
import { isMessageId } from "../domain/ids.ts";
import type { SearchOrder } from "./search-request.ts";

/** Where a hit stands in the order of its search. */
export interface SearchPosition {
  /** Seconds since 1970; null for a message without a time, which comes last. */
  readonly postedAt: number | null;
  readonly channelId: number;
  readonly id: number;
  readonly score: number | null;
}

const VERSION = 1;

/** Opaque to clients: base64url of JSON with a version. */
export function formatCursor(order: SearchOrder, position: SearchPosition): string {
  const { postedAt, channelId, id, score } = position;
  const fields = [VERSION, order, postedAt, channelId, id, score];
  return Buffer.from(JSON.stringify(fields)).toString("base64url");
}

/** Throws InvalidInput for anything that {@link formatCursor} did not make for this order. */
export function parseCursor(order: SearchOrder, cursor: string): SearchPosition {
  const fields = decode(cursor);
  if (!Array.isArray(fields) || fields.length !== 6) throw foreign();
  const [version, forOrder, postedAt, channelId, id, score] = fields as unknown[];
  const isSound =
    version === VERSION &&
    forOrder === order &&
    (postedAt === null ||
      (Number.isSafeInteger(postedAt) && Math.abs(postedAt as number) < 1e11)) &&
    Number.isSafeInteger(channelId) &&
    isMessageId(id as number) &&
    (score === null || Number.isFinite(score));
  if (!isSound) throw foreign();
  return { postedAt, channelId, id, score } as SearchPosition;
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw foreign();
  }
}

function foreign(): InvalidInput {
  return new InvalidInput(
    "The cursor does not belong to this search; start again from its first page.",
  );
}
