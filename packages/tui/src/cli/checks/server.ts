import { createClient } from "../../client/client.ts";
import { ClientFailure, ServerUnreachable } from "../../client/failures.ts";
import { findServer, type ServerAddress } from "../../client/find-server.ts";
import type { Environment } from "../../config/environment.ts";
import { bytes, count } from "../../format/number.ts";
import { ServerQuery } from "../../operations/server.ts";
import { type Check, note, ok, problem } from "./check.ts";

const ALLOWED_SKEW_MS = 5_000;
const PATIENCE_MS = 10_000;

/** What can be learnt from the server; one line when there is none. */
export async function checkServer(environment: Environment, signal: AbortSignal): Promise<Check[]> {
  try {
    const address = await findServer(environment);
    await using client = createClient(address);
    const { server, viewer } = await client.request(
      ServerQuery,
      {},
      { signal, timeoutMs: PATIENCE_MS },
    );
    const { isHealthy, databaseLatencyMilliseconds: latency, diskFreeBytes } = server.health;
    const speed = latency === null ? "" : `, answers in ${latency.toFixed(1)} ms`;
    const kind = server.databaseKind === "EMBEDDED" ? "built in" : "external";
    return [
      ok("Server", `${address.url}, version ${server.version}, as ${viewer.name}`),
      isHealthy
        ? ok("Database", `${kind}${speed}`)
        : problem("Database", `${kind}, not healthy`, "See the server's log for the reason."),
      ...(diskFreeBytes === null ? [] : [ok("Server's disk", `${bytes(diskFreeBytes)} free`)]),
      searchCheck(server.search.pendingMessages),
      await checkSubscriptions(client),
      await checkClock(address),
    ];
  } catch (error) {
    if (error instanceof ServerUnreachable) {
      return environment.url === null
        ? [note("Server", "not running", "Start it with: telekeep start")]
        : [problem("Server", error.message, "Check TELEKEEP_URL, or start the server there.")];
    }
    if (error instanceof ClientFailure) {
      return [problem("Server", error.message, "Check TELEKEEP_URL and TELEKEEP_TOKEN.")];
    }
    throw error;
  }
}

function searchCheck(pending: number): Check {
  return pending === 0
    ? ok("Search", "every message is searchable")
    : note("Search", `${count(pending)} messages are not searchable yet`);
}

/** Live progress needs a WebSocket; proxies are known to refuse them. */
async function checkSubscriptions(client: ReturnType<typeof createClient>): Promise<Check> {
  try {
    await client.connect();
    return ok("Live updates", "the WebSocket opens");
  } catch (error) {
    if (!(error instanceof ClientFailure)) throw error;
    return problem(
      "Live updates",
      "the WebSocket does not open",
      "A proxy between here and the server must let WebSockets pass.",
    );
  }
}

async function checkClock({ url, token }: ServerAddress): Promise<Check> {
  const before = Date.now();
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: "{ __typename }" }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.arrayBuffer();
  const date = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(date)) return note("Clock", "the server does not tell its time");
  const skew = Math.abs(date - (before + Date.now()) / 2);
  return skew <= ALLOWED_SKEW_MS
    ? ok("Clock", "agrees with the server's")
    : problem(
        "Clock",
        `differs from the server's by ${Math.round(skew / 1000)} s`,
        "Set both clocks by NTP: times in the archive come from the server's.",
      );
}
