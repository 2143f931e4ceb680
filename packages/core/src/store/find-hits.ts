import type { HitQuery } from "./hit-statements.ts";
import { askIndex, walk } from "./hit-statements.ts";
import type { SearchConditions } from "./search-conditions.ts";
import type { SearchPosition } from "./search-cursor.ts";
import type { SearchSession } from "./search-database.ts";
import type { Factor } from "./search-tsquery.ts";
import type { Days } from "./time-slots.ts";
import { daysOf } from "./time-slots.ts";

/** Hits in order, newest first. */
export interface FoundHits {
  readonly hits: readonly SearchPosition[];
  /** How many there are in all, when finding these told it. */
  readonly total: number | null;
}

/** Hits up to which the index is asked for all of them at once. */
const FEW = 2000;
/** Messages looked at where nothing is known of the archive, before all hits are sorted. */
const LONG_WALK = 50_000;
/**
 * What a question to the index costs, in messages of a walk (about a microsecond each): by itself,
 * for each term it names, for each hit; and for the beginning of terms, at least and for each
 * message that has one of them.
 */
const QUESTION_COST = 500;
const TERM_COST = 20;
const HIT_COST = 2.5;
const LEAST_PREFIX_COST = 5000;
const PREFIX_COST = 0.7;
/** A question that costs more is put only when walking as far has not helped. */
const CHEAP = 2000;
/** Messages that may be hits, when most are none, that the first question is to name. */
const FIRST_CANDIDATES = 500;
/** A period has at most this many times the messages of the one after it. */
const GROWTH = 8;

/**
 * The newest hits after a position. How common the words are decides which plan is quick, and the
 * planner's own choice, made for average words, costs seconds when it is wrong. What PostgreSQL
 * knows of common terms tells where to begin:
 *
 * 1. words of every tenth message or so: look at the newest messages one by one;
 * 2. words that are few, or of which nothing is known: ask the index for all hits;
 * 3. all others: ask the index for the hits of the newest days, then of ever longer periods before.
 */
export async function findHits(
  session: SearchSession,
  conditions: SearchConditions,
  limit: number,
  after: SearchPosition | null,
): Promise<FoundHits> {
  const { client, statistics } = session;
  const { factors, channelFactors, channelIds, isExact, isIndexable } = conditions;
  const query = { conditions, limit, after };
  if (!isIndexable) return { hits: await walk(client, query, null), total: null };
  const days = daysOf(conditions, after);
  if (days.start >= days.end) return { hits: [], total: after ? null : 0 };

  const all = [...factors, ...channelFactors];
  const share = statistics.shareOf(all);
  const cost = questionCost(all, share.low * statistics.messages);
  const enough = Math.ceil(limit * 1.3) + 10;
  // A budget for each of several channels would end in different times.
  const isWalkable = channelIds === null || channelIds.length === 1;
  if (isWalkable) {
    const expected = enough / (channelIds === null ? share : statistics.shareOf(factors)).low;
    const budget = cost + Math.ceil(enough * HIT_COST);
    if (expected <= budget || (cost > CHEAP && statistics.messages > 0)) {
      const hits = await walk(client, query, budget);
      if (hits.length === limit) return { hits, total: null };
    }
  }
  // So many hits are to be had at the price of a question.
  const named = Math.max(enough, cost / HIT_COST / 4);
  let size = (isExact ? named : Math.max(named, FIRST_CANDIDATES)) / share.low;
  if (share.low === 0 || share.high * statistics.messages <= FEW / 2) {
    const some = await askIndex(client, query, days, FEW + 1);
    if (some.seen <= FEW) return { hits: some.hits, total: after ? null : some.seen };
    size = (named * statistics.messages) / FEW;
  }
  if (statistics.messages === 0 && isWalkable) {
    const hits = await walk(client, query, LONG_WALK);
    if (hits.length === limit) return { hits, total: null };
  }
  return { hits: await findByPeriods(session, query, days, size), total: null };
}

function questionCost(factors: readonly Factor[], messages: number): number {
  const alternatives = factors.flat();
  const hasPrefix = alternatives.some(({ isPrefix }) => isPrefix);
  const prefix = hasPrefix ? Math.max(LEAST_PREFIX_COST, messages * PREFIX_COST) : 0;
  return Math.ceil(QUESTION_COST + alternatives.length * TERM_COST + prefix);
}

/** Goes back in time until there are enough; `size` is how many messages the first period has. */
async function findByPeriods(
  { client, statistics }: SearchSession,
  query: HitQuery,
  days: Days,
  size: number,
): Promise<SearchPosition[]> {
  const found: SearchPosition[] = [];
  let [end, step, examined] = [days.end, size, 0];
  for (;;) {
    const start =
      statistics.messagesBetween(days.start, end) <= 2 * step
        ? days.start
        : Math.max(days.start, Math.min(end - 1, statistics.startOf(end, step)));
    const missing = query.limit - found.length;
    const { hits } = await askIndex(client, { ...query, limit: missing }, { start, end });
    found.push(...hits);
    if (hits.length === missing || start === days.start) return found;
    examined += statistics.messagesBetween(start, end);
    const expected = ((missing - hits.length) * examined * 1.5) / found.length;
    step = Math.min(Math.max(2 * step, expected), GROWTH * step);
    end = start;
  }
}
