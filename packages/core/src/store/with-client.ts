import type { Pool, PoolClient } from "pg";

/**
 * Lends a client of the pool. After a failure it goes back only if the server still answers and no
 * transaction is left open; otherwise its connection is ended, which also ends the transaction.
 */
export async function withClient<T>(
  pool: Pool,
  use: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  // A lost connection rejects the query under way and is an event as well, which would end the
  // process without a listener: the pool listens only to idle clients.
  client.on("error", ignore);
  let isSound = true;
  try {
    return await use(client);
  } catch (error) {
    isSound = await client.query("ROLLBACK").then(
      () => true,
      () => false,
    );
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(!isSound);
  }
}

function ignore(): void {}
