import { type ApiDialog, DialogsQuery } from "../operations/dialogs.ts";
import type { Client } from "./client.ts";

const PAGE_SIZE = 100;

/** Every chat of an account, of the first one unless given. @throws ClientFailure */
export async function allDialogs(
  client: Client,
  account: string | null,
  signal: AbortSignal,
): Promise<ApiDialog[]> {
  const all: ApiDialog[] = [];
  for (let after: string | null = null; ; ) {
    const page: DialogsPage = (
      await client.request(DialogsQuery, { account, first: PAGE_SIZE, after }, { signal })
    ).dialogs;
    for (const edge of page.edges) if (edge) all.push(edge.node);
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage || after === null) return all;
  }
}

interface DialogsPage {
  readonly edges: readonly ({ readonly node: ApiDialog } | null)[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
