import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "../client/client.ts";
import { TOKEN_FILE } from "../client/find-server.ts";
import { type CommandContext, openClient } from "./command-context.ts";
import { leaveServer } from "./leave-server.ts";
import { ensureServer } from "./server-process.ts";

/**
 * A client for the length of one command. Where an archive is but no server runs, one is started
 * for the command and stopped when the client is disposed, unless others have it at work by then;
 * a folder that never had one is left alone.
 * @throws ClientFailure when no server answers and none can be started
 */
export async function borrowServer(context: CommandContext): Promise<Client> {
  const { url, dataDirectory } = context.environment;
  const hasArchive = url === null && existsSync(join(dataDirectory, TOKEN_FILE));
  if (!hasArchive) return openClient(context);
  const { client, started } = await ensureServer(context, { isBorrowed: true });
  if (started === null) return client;
  return {
    ...client,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await leaveServer(context, client, started);
    },
  };
}
