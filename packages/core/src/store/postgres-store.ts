import type { Pool } from "pg";
import type { ChannelProfile } from "../domain/channel.ts";
import type { Coverage } from "../domain/coverage.ts";
import { NotFound } from "../domain/errors.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { CommitResult, Page } from "../domain/page.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import { commitPage } from "./commit-page.ts";
import { parseCoverage } from "./coverage-ranges.ts";
import { isArchived } from "./is-archived.ts";
import { preparePage } from "./prepare-page.ts";
import { translated } from "./translate-error.ts";
import { storableText } from "./unstorable.ts";

/** What a source does not tell leaves what another one told; an unchanged channel is not written. */
const SAVE_CHANNEL = `
INSERT INTO channel (id, kind, title, username, is_private, is_id_from_telegram)
VALUES ($1, $2::channel_kind, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, title = excluded.title,
  username = coalesce(excluded.username, channel.username),
  is_private = coalesce(excluded.is_private, channel.is_private),
  is_id_from_telegram = excluded.is_id_from_telegram`;

const CHANNEL_IS_KNOWN = `
SELECT FROM channel WHERE id = $1 AND kind = $2::channel_kind AND title = $3
  AND ($4::text IS NULL OR username = $4) AND ($5::boolean IS NULL OR is_private = $5)
  AND is_id_from_telegram = $6`;

/** The archive in PostgreSQL. Every failure of the connection is a DatabaseUnavailable. */
export class PostgresStore implements ArchiveStore {
  readonly #pool: Pool;
  readonly #onCommit: (channelId: ChannelId) => void;
  /** The last page of each channel that is being committed, and whether it leaves all as it was. */
  readonly #committing = new Map<ChannelId, Promise<boolean>>();

  /** Channels whose last page held nothing but new messages. */
  readonly #areNew = new Set<ChannelId>();

  /** @param onCommit told of each channel to which a page was committed; must not throw */
  constructor(pool: Pool, onCommit: (channelId: ChannelId) => void = () => {}) {
    this.#pool = pool;
    this.#onCommit = onCommit;
  }

  async saveChannel(profile: ChannelProfile): Promise<void> {
    const { id, kind, title, username, isPrivate, isIdFromTelegram } = profile;
    const name = username && storableText(username);
    const values = [id, kind, storableText(title), name, isPrivate, isIdFromTelegram];
    await translated(async () => {
      // An upsert locks the row, and so writes, even when nothing differs.
      const { rowCount } = await this.#pool.query(CHANNEL_IS_KNOWN, values);
      if (rowCount === 0) await this.#pool.query(SAVE_CHANNEL, values);
    });
  }

  /**
   * A channel's pages commit in the order of the calls. A caller may be one page ahead: it is
   * hashed and compared while the other commits. What the comparison says holds if that one wrote
   * nothing.
   */
  async commitPage(page: Page): Promise<CommitResult> {
    const { channelId } = page;
    const before = this.#committing.get(channelId);
    let wroteNothing = false;
    const result = (async () => {
      const prepared = await preparePage(page, this.#areNew.has(channelId));
      const [isKnown, isAsBefore] = await Promise.all([
        translated(() => isArchived(this.#pool, page, prepared)),
        before ?? true,
      ]);
      if (isKnown && isAsBefore) {
        wroteNothing = true;
        const unchanged = page.messages.length;
        return { added: 0, unchanged, newVersions: 0, filesRecorded: 0, quarantined: [] };
      }
      return translated(() => commitPage(this.#pool, page, prepared));
    })();
    const settled = result.then(
      () => wroteNothing,
      () => false,
    );
    this.#committing.set(channelId, settled);
    try {
      const { added } = await result;
      // The next page of an import is most likely as new as this one.
      if (added > 0 && added === page.messages.length) this.#areNew.add(channelId);
      else this.#areNew.delete(channelId);
      this.#onCommit(channelId);
      return await result;
    } finally {
      if (this.#committing.get(channelId) === settled) this.#committing.delete(channelId);
    }
  }

  async readCoverage(channelId: ChannelId): Promise<Coverage> {
    const { rows } = await translated(() =>
      this.#pool.query<{ coverage: string }>(
        "SELECT coverage::text AS coverage FROM channel WHERE id = $1",
        [channelId],
      ),
    );
    if (rows[0] === undefined) {
      throw new NotFound(String(channelId), `The archive has no channel ${channelId}.`);
    }
    return parseCoverage(rows[0].coverage);
  }

  /** Messages of the whole archive that are committed and not yet in the search index. */
  async countUnsearchable(): Promise<number> {
    const { rows } = await translated(() =>
      this.#pool.query<{ count: number }>(
        "SELECT coalesce(sum(cardinality(message_ids)), 0)::int AS count FROM search_pending",
      ),
    );
    return rows[0]!.count;
  }
}
