import pg, { type ClientBase, type QueryConfig, type QueryResultRow } from "pg";

/**
 * Hands over the rows of a statement one by one as they arrive, and keeps none: memory holds one
 * row, however many there are. Rejects with what the statement or `onRow` throws first; after that
 * `onRow` is not called again.
 */
export function eachRow<Row extends QueryResultRow>(
  client: ClientBase,
  statement: QueryConfig,
  onRow: (row: Row) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query<Row>(statement);
    // What a listener throws would end the process, not the statement.
    let failure: { readonly error: unknown } | null = null;
    query.on("row", (row) => {
      if (failure !== null) return;
      try {
        onRow(row);
      } catch (error) {
        failure = { error };
      }
    });
    query.once("error", reject);
    query.once("end", () => {
      if (failure === null) resolve();
      else reject(failure.error);
    });
    client.query(query);
  });
}
