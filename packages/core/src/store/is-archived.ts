import type { Pool } from "pg";
import type { Page } from "../domain/page.ts";
import { compareToArchive } from "./classify-page.ts";
import { planFiles } from "./plan-files.ts";
import type { Prepared } from "./prepare-page.ts";
import { withClient } from "./with-client.ts";
import { findNewFiles } from "./write-files.ts";

/**
 * Whether all of a page is in the archive exactly as it was seen, so that a commit of it at the
 * moment of this look would write nothing. Needs neither a transaction nor the channel's lock:
 * importing a file again is made of such pages. Not asked of pages that are most likely new.
 */
export async function isArchived(pool: Pool, page: Page, prepared: Prepared): Promise<boolean> {
  const { candidates, quarantined, allRows } = prepared;
  const saysMore =
    quarantined.length > 0 || page.proves !== null || (page.deleted ?? []).length > 0;
  if (allRows !== null || saysMore || candidates.length === 0) return false;
  const { channelId, source } = page;
  return withClient(pool, async (client) => {
    const { toJudge } = await compareToArchive(client, channelId, source, candidates);
    if (toJudge.length > 0) return false;
    const files = planFiles(candidates, [], { withFiles: [] });
    return (await findNewFiles(client, channelId, files)).length === 0;
  });
}
