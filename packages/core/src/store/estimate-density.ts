import type { ClientBase } from "pg";

interface Plan {
  readonly "Plan Rows": number;
  readonly Plans?: readonly Plan[];
}

/**
 * Which part of the messages PostgreSQL believes to meet a tsquery: from its list of the thousand
 * most common terms, which autovacuum keeps. Good for common terms; of all others it only says
 * that they are none of those.
 */
export async function estimateDensity(client: ClientBase, terms: string): Promise<number> {
  const { rows } = await client.query<{ "QUERY PLAN": readonly { readonly Plan: Plan }[] }>(
    `EXPLAIN (FORMAT JSON) SELECT FROM message_search WHERE terms @@ $1::tsquery
     UNION ALL SELECT FROM message_search`,
    [terms],
  );
  const [some, all] = rows[0]!["QUERY PLAN"][0]!.Plan.Plans ?? [];
  return some && all ? some["Plan Rows"] / Math.max(1, all["Plan Rows"]) : 0;
}
