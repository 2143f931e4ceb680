import type { Pool } from "pg";
import type { AccountId } from "../domain/account.ts";
import type { SourceCall } from "../domain/source-failures.ts";
import type { FloodDeadline, FloodStore } from "../ports/flood-store.ts";
import { translated } from "./translate-error.ts";

interface FloodRow {
  readonly account_id: string;
  readonly call: SourceCall;
  readonly seconds: number;
  readonly started_at: Date;
  readonly until: Date;
}

const COLUMNS = "account_id, call, seconds, started_at, until";

/** Answers the row whichever deadline it ends with: the upsert alone would answer none if it stays. */
const EXTEND = `
INSERT INTO flood_wait AS known (${COLUMNS}) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account_id, call) DO UPDATE SET (seconds, started_at, until) = (
  SELECT CASE WHEN is_later THEN excluded.seconds ELSE known.seconds END,
    CASE WHEN is_later THEN excluded.started_at ELSE known.started_at END,
    greatest(excluded.until, known.until)
  FROM (SELECT excluded.until > known.until AS is_later)
)
RETURNING ${COLUMNS}`;

/** Pauses in PostgreSQL's table `flood_wait`, the last of each kind for each account. */
export class PostgresFloodStore implements FloodStore {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async read(accountId: AccountId): Promise<readonly FloodDeadline[]> {
    const { rows } = await translated(() =>
      this.#pool.query<FloodRow>(
        `SELECT ${COLUMNS} FROM flood_wait WHERE account_id = $1 ORDER BY call`,
        [accountId],
      ),
    );
    return rows.map(deadlineOf);
  }

  async extend({
    accountId,
    call,
    seconds,
    startedAt,
    until,
  }: FloodDeadline): Promise<FloodDeadline> {
    const values = [accountId, call, seconds, new Date(startedAt), new Date(until)];
    const { rows } = await translated(() => this.#pool.query<FloodRow>(EXTEND, values));
    return deadlineOf(rows[0]!);
  }
}

function deadlineOf(row: FloodRow): FloodDeadline {
  return {
    accountId: Number(row.account_id),
    call: row.call,
    seconds: row.seconds,
    startedAt: row.started_at.getTime(),
    until: row.until.getTime(),
  };
}
