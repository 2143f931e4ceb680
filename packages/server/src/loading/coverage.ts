import { isMessageId } from "@telekeep/core";
import type { Context } from "../context.ts";
import { decodeCursor } from "../paging/cursor.ts";
import type { PageRequest } from "../paging/page-request.ts";
import { batch } from "./batch.ts";
import type { IdSpan } from "./examined.ts";

/** How much of a channel's history was examined; ids from 1 to the greatest known count. */
export interface CoverageSummary {
  readonly topMessageId: number | null;
  readonly coveredIds: number;
  readonly missingIds: number;
}

/** Coverage of channels, for all that one execution asks about in one statement. */
export const coverageSummary = batch<Context, bigint, CoverageSummary>(async ({ db }, ids) => {
  const rows = await db.$queryRaw<{ id: bigint; top: number | null; covered: bigint }[]>`
    SELECT c.id, c.top_message_id AS top, coalesce((
      SELECT sum(upper(r) - lower(r)) FROM unnest(
        c.coverage * int8multirange(int8range(1, coalesce(c.top_message_id, 0)::bigint + 1))
      ) AS r), 0)::bigint AS covered
    FROM channel AS c WHERE c.id = ANY (${[...ids]}::bigint[])`;
  return ids.map((id) => {
    const row = rows.find((candidate) => candidate.id === id);
    const coveredIds = Number(row?.covered ?? 0);
    const topMessageId = row?.top ?? null;
    return { topMessageId, coveredIds, missingIds: Math.max(topMessageId ?? 0, 0) - coveredIds };
  });
});

/** Ids that were all examined, or all were not. */
export interface CoverageRange extends IdSpan {
  readonly state: "COVERED" | "GAP";
}

/** Name of the list in its cursors. */
export const COVERAGE_LIST = "coverage";

/** Covered ranges and the gaps between them, or one of the two, ascending, from one cursor on. */
export async function coverageRanges(
  { db }: Context,
  channelId: bigint,
  page: PageRequest,
  states: readonly CoverageRange["state"][],
): Promise<CoverageRange[]> {
  const after =
    page.after === null ? 0 : decodeCursor(COVERAGE_LIST, page.after, ["number"], isMessageId)[0];
  const rows = await db.$queryRaw<{ low: bigint; high: bigint; covered: boolean }[]>`
    WITH known AS (
      SELECT coverage AS examined,
        int8multirange(int8range(1, coalesce(top_message_id, 0)::bigint + 1)) AS ids
      FROM channel WHERE id = ${channelId}
    ), range (ids, covered) AS (
      SELECT unnest(examined * ids), true FROM known
      UNION ALL SELECT unnest(ids - examined), false FROM known
    )
    SELECT lower(ids) AS low, upper(ids) - 1 AS high, covered FROM range
    WHERE lower(ids) > ${after}
      AND covered = ANY (${states.map((state) => state === "COVERED")}::boolean[])
    ORDER BY lower(ids) LIMIT ${page.size + 1}`;
  return rows.map(({ low, high, covered }) => ({
    channelId,
    fromMessageId: Number(low),
    toMessageId: Number(high),
    state: covered ? "COVERED" : "GAP",
  }));
}

/** Most warnings that one search gives. */
const MAX_WARNINGS = 100;

/** The channels that lack most ids: of these, or of all when null. */
export async function incompleteChannels(
  { db }: Context,
  channelIds: readonly bigint[] | null,
): Promise<{ channelId: bigint; missingIds: number }[]> {
  const rows = await db.$queryRaw<{ id: bigint; missing: bigint }[]>`
    SELECT id, missing FROM (
      SELECT id, coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(
        int8multirange(int8range(1, coalesce(top_message_id, 0)::bigint + 1)) - coverage
      ) AS r), 0)::bigint AS missing
      FROM channel WHERE ${channelIds === null} OR id = ANY (${[...(channelIds ?? [])]}::bigint[])
    ) AS gap
    WHERE missing > 0 ORDER BY missing DESC, id LIMIT ${MAX_WARNINGS}`;
  return rows.map(({ id, missing }) => ({ channelId: id, missingIds: Number(missing) }));
}
