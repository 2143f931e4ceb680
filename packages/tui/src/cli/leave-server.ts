import type { Client } from "../client/client.ts";
import { plural } from "../format/number.ts";
import { OverviewQuery } from "../operations/server.ts";
import type { CommandContext } from "./command-context.ts";
import type { StartedServer } from "./server-process.ts";

const ANSWER_MS = 5_000;

/**
 * Ends a server that we started, unless it is at work: then it stays, and that is said.
 * @param ownJob id of a job that is the caller's own and no reason to stay
 * @throws ClientFailure when it does not end
 */
export async function leaveServer(
  context: CommandContext,
  client: Client,
  started: StartedServer,
  ownJob: string | null = null,
): Promise<void> {
  const active = await client.request(OverviewQuery, {}, { timeoutMs: ANSWER_MS }).then(
    ({ jobs }) => jobs.edges.filter((edge) => edge && edge.node.id !== ownJob).length,
    () => 0,
  );
  if (active === 0) return started.stop();
  const word = active === 1 ? "keeps" : "keep";
  context.say(
    `${plural(active, "job")} ${word} running on the server; stop it with: telekeep stop`,
  );
}
