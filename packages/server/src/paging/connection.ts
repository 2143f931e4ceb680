import type { PageRequest } from "./page-request.ts";

/** A Relay connection's own fields. */
export interface Connection<Node> {
  readonly edges: { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/**
 * Makes a connection of rows that were read for a page: up to `page.size + 1` of them, in reading
 * order, the extra one telling that there is more. What lies on the far side of a given cursor is
 * taken to be there, as the client has just come from it.
 */
export function connectionOf<Node>(
  rows: readonly Node[],
  page: PageRequest,
  cursorOf: (node: Node) => string,
): Connection<Node> {
  const hasMore = rows.length > page.size;
  const nodes = rows.slice(0, page.size);
  if (page.backward) nodes.reverse();
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.backward ? page.before !== null : hasMore,
      hasPreviousPage: page.backward ? hasMore : page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
