import type { Pool, PoolClient } from "pg";
import type { Quarantined } from "../domain/message.ts";
import type { CommitResult, Page } from "../domain/page.ts";
import { classifyPage } from "./classify-page.ts";
import type { CopyRows } from "./copy-rows.ts";
import { markDeleted } from "./mark-deleted.ts";
import type { Statement } from "./message-rows.ts";
import { COPY_MESSAGES, keepRevisions, putMessages, renewMessages } from "./message-rows.ts";
import { planFiles } from "./plan-files.ts";
import type { Candidate } from "./plan-page.ts";
import { planPage } from "./plan-page.ts";
import type { Prepared } from "./prepare-page.ts";
import { quarantineOf } from "./prepare-page.ts";
import { recordPage } from "./record-page.ts";
import { explainDataError, isDataError } from "./unstorable.ts";
import { withClient } from "./with-client.ts";
import { findNewFiles, putFiles } from "./write-files.ts";
import { writeQuarantine } from "./write-quarantine.ts";

/**
 * Commits a page in one transaction of a constant number of statements: what is there is read, the
 * page is judged here, and only what differs is sent. A page that changes nothing writes nothing.
 *
 * Pages of one channel commit one after the other, under an advisory lock: what was read then
 * stays true until the commit, so versions are judged and counters are counted exactly, and no two
 * pages wait for each other's rows. A lock of the channel's row would do the same and write WAL
 * for pages that change nothing. Pages of different channels do not meet.
 *
 * A message that PostgreSQL refuses is found by halving and goes to quarantine; the rest commits.
 */
export function commitPage(pool: Pool, page: Page, prepared: Prepared): Promise<CommitResult> {
  return withClient(pool, async (client) => {
    try {
      return await inTransaction(client, page, prepared, "COMMIT");
    } catch (error) {
      if (!isDataError(error)) throw error;
      await client.query("ROLLBACK");
      return await inTransaction(client, page, await setAside(client, page, prepared), "COMMIT");
    }
  });
}

/** The page without the candidates that cannot be written, which become quarantined items. */
async function setAside(client: PoolClient, page: Page, prepared: Prepared): Promise<Prepared> {
  const refused = new Map<Candidate, Quarantined>();
  async function attempt(candidates: readonly Candidate[]): Promise<void> {
    try {
      await inTransaction(client, page, { candidates, quarantined: [], allRows: null }, "ROLLBACK");
    } catch (error) {
      if (!isDataError(error)) throw error;
      await client.query("ROLLBACK");
      const [only] = candidates;
      if (candidates.length === 1) {
        refused.set(only!, quarantineOf(only!.message, explainDataError(error)));
        return;
      }
      const middle = candidates.length >> 1;
      await attempt(candidates.slice(0, middle));
      await attempt(candidates.slice(middle));
    }
  }
  await attempt(prepared.candidates);
  return {
    candidates: prepared.candidates.filter((candidate) => !refused.has(candidate)),
    quarantined: [...prepared.quarantined, ...refused.values()],
    allRows: null,
  };
}

/** Leaves the transaction open when it throws. */
async function inTransaction(
  client: PoolClient,
  page: Page,
  prepared: Prepared,
  end: "COMMIT" | "ROLLBACK",
): Promise<CommitResult> {
  // Two statements: the lock must be held before the snapshot of what is read under it.
  await client.query(
    `BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('telekeep.channel:${page.channelId}', 0))`,
  );
  const result = await writePage(client, page, prepared);
  await client.query(end);
  return result;
}

async function writePage(
  client: PoolClient,
  page: Page,
  { candidates, quarantined, allRows }: Prepared,
): Promise<CommitResult> {
  const { channelId, source, jobId } = page;
  const { toJudge, known } = await classifyPage(client, channelId, source, candidates);
  const plan = planPage(toJudge, known, source);
  for (const { puts, keeps, renewals } of plan.passes) {
    if (puts.length > 0) {
      const areAllNew = plan.added === candidates.length && puts.length === candidates.length;
      if (areAllNew && allRows !== null) await copy(client, allRows);
      else await put(client, putMessages(channelId, source, puts), puts.length);
    }
    if (keeps.length > 0) await client.query(keepRevisions(channelId, source, keeps));
    if (renewals.length > 0) await client.query(renewMessages(channelId, renewals));
  }
  const files = await findNewFiles(client, channelId, planFiles(candidates, toJudge, plan));
  if (files.length > 0) await putFiles(client, channelId, files);
  await markDeleted(client, channelId, page.deleted ?? [], jobId);
  const newlyQuarantined = await writeQuarantine(client, channelId, jobId, quarantined);
  const shown = { ...page, quarantined };
  await recordPage(client, shown, plan, { files: files.length, quarantined: newlyQuarantined });
  return {
    added: plan.added,
    unchanged: candidates.length - toJudge.length + plan.unchanged,
    newVersions: plan.newVersions,
    filesRecorded: files.length,
    quarantined,
  };
}

async function copy(client: PoolClient, rows: CopyRows): Promise<void> {
  const written = await rows.send(client, COPY_MESSAGES);
  if (written !== rows.count) throw new Error("COPY did not write every message of a page");
}

/** Writes rows and makes sure that exactly those were written that were judged. */
async function put(client: PoolClient, statement: Statement, count: number): Promise<void> {
  const answer = await client.query<{ inserted: number; replaced: number }>(statement);
  const { inserted, replaced } = answer.rows[0]!;
  if (inserted + replaced !== count) {
    throw new Error("messages were written by something else than commitPage");
  }
}
