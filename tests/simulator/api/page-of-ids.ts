import type { IdSource } from "./id-source.ts";

/** Which part of a list is asked for; ids and dates of 0 set no bound. */
export interface PageRequest {
  /** The list is cut before the first message that is older than this id. */
  readonly offsetId: number;
  /** An id such that messages sent before the offset date are below it; Infinity for no date. */
  readonly offsetDateId: number;
  readonly addOffset: number;
  readonly limit: number;
  readonly maxId: number;
  readonly minId: number;
}

const USUAL_LIMIT = 20;
const HIGHEST_LIMIT = 100;

/**
 * The ids of one page, newest first, as https://core.telegram.org/api/offsets describes: the list
 * is sliced at `offset + add_offset`, `limit` long, and only then filtered by max_id and min_id.
 * A slice that begins before the newest message loses what lies before it.
 */
export function pageOfIds(source: IdSource, request: PageRequest): number[] {
  const { offsetId, offsetDateId, addOffset, maxId, minId } = request;
  const limit = Math.min(HIGHEST_LIMIT, request.limit <= 0 ? USUAL_LIMIT : request.limit);
  const cut = Math.min(offsetId > 0 ? offsetId : Number.POSITIVE_INFINITY, offsetDateId);
  const newer = addOffset < 0 ? take(source.from(cut), -addOffset).toReversed() : [];
  const beforeNewest = addOffset < 0 ? -addOffset - newer.length : 0;
  const wanted = Math.max(0, limit - beforeNewest);
  const older =
    addOffset >= 0
      ? take(source.below(cut), addOffset + wanted).slice(addOffset)
      : take(source.below(cut), Math.max(0, wanted - newer.length));
  return [...newer, ...older]
    .slice(0, wanted)
    .filter((id) => (maxId <= 0 || id < maxId) && (minId <= 0 || id > minId));
}

/** The hash a client sends to ask whether anything changed (same page of the documentation). */
export function hashOfIds(ids: readonly number[]): bigint {
  let hash = 0n;
  for (const id of ids) {
    hash ^= hash >> 21n;
    hash = BigInt.asUintN(64, hash ^ (hash << 35n));
    hash ^= hash >> 4n;
    hash = BigInt.asUintN(64, hash + BigInt(id));
  }
  return BigInt.asIntN(64, hash);
}

function take(ids: Iterable<number>, count: number): number[] {
  const taken: number[] = [];
  if (count <= 0) return taken;
  for (const id of ids) if (taken.push(id) >= count) break;
  return taken;
}
