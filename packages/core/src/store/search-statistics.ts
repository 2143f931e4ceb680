import type { ClientBase } from "pg";
import { queryRows } from "./query-rows.ts";
import type { Alternative, Factor } from "./search-tsquery.ts";

/** Between which parts of all messages, 0 to 1, some part lies. */
export interface Share {
  /** As far as the list of common terms tells. */
  readonly low: number;
  readonly high: number;
}

interface StatisticsRow {
  readonly messages: number;
  readonly terms: readonly string[] | null;
  readonly shares: readonly number[] | null;
  readonly times: readonly number[] | null;
}

const DAY = 86_400;

/**
 * What PostgreSQL knows of the search index: how many messages it has, in which part of them its
 * most common terms are, and when they were posted. ANALYZE made it of a sample, and autovacuum
 * repeats that as the archive grows: good for choosing a plan and for nothing else.
 */
export class SearchStatistics {
  /** Messages in the index; 0 when nothing is known. */
  readonly messages: number;
  readonly #shares: ReadonlyMap<string, number>;
  /** No term beyond the list is in a greater part of the messages. */
  readonly #rarest: number;
  /** Days, with fractions, that part the messages into equal numbers. */
  readonly #bounds: readonly number[];

  constructor({ messages, terms, shares, times }: StatisticsRow) {
    const isKnown = messages > 0 && terms !== null && shares !== null && (times?.length ?? 0) > 1;
    this.messages = isKnown ? messages : 0;
    this.#shares = new Map((terms ?? []).map((term, index) => [term, shares?.[index] ?? 0]));
    // Behind the shares of the terms stand the least and the greatest of them.
    this.#rarest = shares?.[terms?.length ?? 0] ?? 1;
    this.#bounds = (times ?? []).map((seconds) => seconds / DAY);
  }

  static async read(client: ClientBase): Promise<SearchStatistics> {
    const statement = { name: "search-statistics", text: READ };
    const [row] = await queryRows<StatisticsRow>(client, statement);
    return new SearchStatistics(row!);
  }

  /** The part of the messages that has something of each factor, were all independent. */
  shareOf(factors: Iterable<Factor>): Share {
    let [low, high] = [1, 1];
    for (const factor of factors) {
      let [lacksKnown, lacksAll] = [1, 1];
      for (const alternative of factor) {
        const { low: least, high: most } = this.#shareOfOne(alternative);
        lacksKnown *= 1 - least;
        lacksAll *= 1 - most;
      }
      low *= 1 - lacksKnown;
      high *= 1 - lacksAll;
    }
    return { low, high };
  }

  /** Messages posted on the days from `start` to before `end`, about. */
  messagesBetween(start: number, end: number): number {
    return (this.#rankOf(end) - this.#rankOf(start)) * this.messages;
  }

  /** The greatest day that leaves about so many messages between it and `end`. */
  startOf(end: number, messages: number): number {
    const bounds = this.#bounds;
    const rank = (this.#rankOf(end) - messages / this.messages) * (bounds.length - 1);
    if (rank <= 0) return Math.floor(bounds[0]!);
    const index = Math.min(bounds.length - 2, Math.floor(rank));
    const [before, after] = [bounds[index]!, bounds[index + 1]!];
    return Math.floor(before + (after - before) * (rank - index));
  }

  #shareOfOne({ term, isPrefix }: Alternative): Share {
    if (isPrefix) {
      // Of terms beyond the list, any number may begin so.
      let lacks = 1;
      for (const [known, share] of this.#shares) if (known.startsWith(term)) lacks *= 1 - share;
      return { low: 1 - lacks, high: 1 };
    }
    const share = this.#shares.get(term);
    return share === undefined ? { low: 0, high: this.#rarest } : { low: share, high: share };
  }

  /** Which part of the messages is older than a day. */
  #rankOf(day: number): number {
    const bounds = this.#bounds;
    const last = bounds.length - 1;
    const index = bounds.findIndex((bound) => bound > day);
    if (index === 0) return 0;
    if (index < 0) return 1;
    const [before, after] = [bounds[index - 1]!, bounds[index]!];
    return (index - 1 + (day - before) / (after - before)) / last;
  }
}

const READ = `
  SELECT c.reltuples::float8 AS messages,
    array_to_json(terms.most_common_elems::text::text[]) AS terms,
    array_to_json(terms.most_common_elem_freqs) AS shares,
    array_to_json(ARRAY(
      SELECT extract(epoch FROM bound)::float8
      FROM unnest(times.histogram_bounds::text::timestamptz[]) AS bound WHERE isfinite(bound)
    )) AS times
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_stats terms ON terms.schemaname = n.nspname AND terms.tablename = c.relname
    AND terms.attname = 'terms'
  LEFT JOIN pg_stats times ON times.schemaname = n.nspname AND times.tablename = c.relname
    AND times.attname = 'posted_at'
  WHERE c.oid = 'message_search'::regclass`;
