import type { Pool, PoolClient } from "pg";
import type { Quarantined } from "../domain/message.ts";
import type { CommitResult, Page } from "../domain/page.ts";
import { classifyPage, compareToArchive } from "./classify-page.ts";
import type { Statement } from "./message-rows.ts";
import { keepRevisions, putMessages, renewMessages } from "./message-rows.ts";
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
    if (await isArchived(client, page, prepared)) {
      const unchanged = prepared.candidates.length;
      return { added: 0, unchanged, newVersions: 0, filesRecorded: 0, quarantined: [] };
    }
    try {
      return await inTransaction(client, page, prepared, "COMMIT");
    } catch (error) {
      if (!isDataError(error)) throw error;
      await client.query("ROLLBACK");
      return await inTransaction(client, page, await setAside(client, page, prepared), "COMMIT");
    }
  });
}

/**
 * Whether all of a page is in the archive exactly as it was seen, so that a commit of it at the
 * moment of this look would write nothing. Needs neither a transaction nor the channel's lock:
 * importing a file again is made of such pages. Not asked of pages that are most likely new.
 */
async function isArchived(
  client: PoolClient,
  page: Page,
  { candidates, quarantined, insertAll }: Prepared,
): Promise<boolean> {
  const mayBe = insertAll === null && quarantined.length === 0 && page.proves === null;
  if (!mayBe || candidates.length === 0) return false;
  const { channelId, source } = page;
  const { toJudge } = await compareToArchive(client, channelId, source, candidates);
  if (toJudge.length > 0) return false;
  const files = planFiles(candidates, [], { withFiles: [] });
  return (await findNewFiles(client, channelId, files)).length === 0;
}

/** The page without the candidates that cannot be written, which become quarantined items. */
async function setAside(client: PoolClient, page: Page, prepared: Prepared): Promise<Prepared> {
  const refused = new Map<Candidate, Quarantined>();
  async function attempt(candidates: readonly Candidate[]): Promise<void> {
    try {
      await inTransaction(
        client,
        page,
        { candidates, quarantined: [], insertAll: null },
        "ROLLBACK",
      );
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
    insertAll: null,
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
  { candidates, quarantined, insertAll }: Prepared,
): Promise<CommitResult> {
  const { channelId, source, jobId } = page;
  const { toJudge, known } = await classifyPage(client, channelId, source, candidates);
  const plan = planPage(toJudge, known, source);
  for (const { puts, keeps, renewals } of plan.passes) {
    if (puts.length > 0) {
      const isAll = plan.added === candidates.length && puts.length === candidates.length;
      const ready = isAll ? insertAll : null;
      await put(client, ready ?? putMessages(channelId, source, puts), puts.length);
    }
    if (keeps.length > 0) await client.query(keepRevisions(channelId, source, keeps));
    if (renewals.length > 0) await client.query(renewMessages(channelId, renewals));
  }
  const files = await findNewFiles(client, channelId, planFiles(candidates, toJudge, plan));
  if (files.length > 0) await putFiles(client, channelId, files);
  const newlyQuarantined = await writeQuarantine(client, channelId, jobId, quarantined);
  await recordPage(client, page, plan, { files: files.length, quarantined: newlyQuarantined });
  return {
    added: plan.added,
    unchanged: candidates.length - toJudge.length + plan.unchanged,
    newVersions: plan.newVersions,
    filesRecorded: files.length,
    quarantined,
  };
}

/** Writes rows and makes sure that exactly those were written that were judged. */
async function put(client: PoolClient, statement: Statement, count: number): Promise<void> {
  const answer = await client.query<{ inserted: number; replaced: number }>(statement);
  const { inserted, replaced } = answer.rows[0]!;
  if (inserted + replaced !== count) {
    throw new Error("messages were written by something else than commitPage");
  }
}
