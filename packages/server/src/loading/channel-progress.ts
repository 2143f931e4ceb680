import type { Context } from "../context.ts";
import type { ChannelProgressShape, ChannelStateName } from "../shapes.ts";
import { batch } from "./batch.ts";

interface ProgressRow {
  readonly id: bigint;
  readonly top: number | null;
  readonly covered: bigint;
  readonly messages: number;
  readonly changed_at: Date;
  readonly job_id: string | null;
  readonly job_state: string | null;
  readonly progress: unknown;
  readonly failure: unknown;
}

/**
 * How far channels are: those of these ids that exist, or all when null. The job is the one that is
 * active, and otherwise the last one if it has failed.
 */
export async function readChannelProgress(
  { db }: Pick<Context, "db">,
  ids: readonly bigint[] | null,
): Promise<ChannelProgressShape[]> {
  const rows = await db.$queryRaw<ProgressRow[]>`
    WITH failed AS (
      SELECT DISTINCT ON (input->>'channelId') input->>'channelId' AS channel_id, id, state, progress,
        failure, created_at
      FROM job WHERE kind = 'backfill' AND state = 'failed'
      ORDER BY input->>'channelId', created_at DESC
    )
    SELECT c.id, c.top_message_id AS top, c.message_count AS messages,
      coalesce(c.last_archived_at, c.added_at) AS changed_at,
      coalesce((SELECT sum(upper(r) - lower(r)) FROM unnest(
        c.coverage * int8multirange(int8range(1, coalesce(c.top_message_id, 0)::bigint + 1))
      ) AS r), 0)::bigint AS covered,
      coalesce(active.id, failed.id) AS job_id,
      coalesce(active.state, failed.state)::text AS job_state,
      coalesce(active.progress, failed.progress) AS progress, failed.failure
    FROM channel AS c
    LEFT JOIN job AS active ON active.kind = 'backfill'
      AND active.state IN ('queued', 'running', 'pausing', 'paused', 'canceling')
      AND active.input->>'channelId' = c.id::text
    LEFT JOIN failed ON failed.channel_id = c.id::text AND active.id IS NULL
      AND NOT EXISTS (SELECT FROM job AS later WHERE later.kind = 'backfill'
        AND later.created_at > failed.created_at AND later.input->>'channelId' = c.id::text)
    WHERE ${ids === null} OR c.id = ANY (${[...(ids ?? [])]}::bigint[])
    ORDER BY c.title, c.id`;
  return rows.map(shapeOf);
}

/** The same for all that one execution asks about in one statement; null for an unknown channel. */
export const channelProgress = batch<Context, bigint, ChannelProgressShape | null>(
  async (context, ids) => {
    const known = new Map(
      (await readChannelProgress(context, ids)).map((each) => [each.channelId, each]),
    );
    return ids.map((id) => known.get(id) ?? null);
  },
);

function shapeOf(row: ProgressRow): ChannelProgressShape {
  const knownIds = Math.max(row.top ?? 0, 0);
  const coveredIds = Number(row.covered);
  const progress = (row.progress ?? {}) as Readonly<Record<string, unknown>>;
  const { updatedAt } = progress;
  const workedAt = typeof updatedAt === "number" ? updatedAt : 0;
  return {
    channelId: row.id,
    ...stateOf(row, progress, row.top !== null && coveredIds === knownIds),
    ...{ coveredIds, knownIds, archivedMessages: row.messages, jobId: row.job_id },
    updatedAt: new Date(Math.max(row.changed_at.getTime(), workedAt)),
  };
}

type State = Pick<ChannelProgressShape, "state" | "stateReason" | "waitingUntil">;

function stateOf(
  row: ProgressRow,
  { phase, reason, until }: Readonly<Record<string, unknown>>,
  isComplete: boolean,
): State {
  const state = (name: ChannelStateName, stateReason: unknown = null, end: unknown = null) => ({
    state: name,
    stateReason: typeof stateReason === "string" ? stateReason : null,
    waitingUntil: typeof end === "number" ? new Date(end) : null,
  });
  switch (row.job_state) {
    case "queued":
      return state("QUEUED");
    case "paused":
    case "pausing":
      return state("PAUSED");
    case "running":
    case "canceling":
      return phase === "waiting" ? state("WAITING", reason, until) : state("RUNNING");
    case "failed":
      return state("FAILED", (row.failure as { message?: unknown } | null)?.message);
    default:
      return state(isComplete ? "COMPLETE" : "IDLE");
  }
}
