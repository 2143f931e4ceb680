import { tokenCheck } from "./auth/token.ts";
import type { Context, ServerFacts } from "./context.ts";
import { createGraphqlHandler } from "./http/graphql-handler.ts";
import { closeGently, createHttpServer, listen, serveRequests } from "./http/http-server.ts";
import { LiveConnections } from "./http/live-connections.ts";
import type { GuardPolicy } from "./http/request-guard.ts";
import { serveWebSockets } from "./http/websocket-server.ts";
import { readChannelProgress } from "./loading/channel-progress.ts";
import { readFloodWaits } from "./loading/flood-waits.ts";
import type { Logger } from "./logging.ts";
import { schema } from "./schema/schema.ts";
import { ChannelFeed } from "./subscriptions/channel-feed.ts";
import { FloodFeed } from "./subscriptions/flood-feed.ts";
import { JobFeed } from "./subscriptions/job-feed.ts";

/** What the API is made of; it owns none of these. */
export interface ApiParts extends Pick<Context, "archive" | "db" | "logins"> {
  readonly facts: ServerFacts;
  readonly token: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly hasGraphiql: boolean;
  readonly log: Logger;
}

/** The API, listening. Disposing ends its subscriptions and lets running requests finish. */
export interface Api extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Milliseconds that running requests have to finish when the API closes. */
const CLOSING_TIME = 2_000;

/** Serves GraphQL over HTTP, event streams and WebSocket. Rejects when the port cannot be had. */
export async function startApi(parts: ApiParts): Promise<Api> {
  const { facts, log } = parts;
  const { limits } = facts;
  await using undo = new AsyncDisposableStack();
  const connections = undo.use(new LiveConnections(limits));
  const jobs = new JobFeed(parts.archive, Date.now);
  undo.use(jobs);
  const source = parts.archive;
  // After the jobs' own: a rate is to be known when its channel is told of.
  const channels = new ChannelFeed({ source, log, read: (ids) => readChannelProgress(parts, ids) });
  undo.use(channels);
  const floods = new FloodFeed({
    ...{ source, now: Date.now, read: () => readFloodWaits(parts, Date.now()) },
  });
  undo.use(floods);
  const viewer = {
    name: "owner",
    scopes: ["READ", "RAW", "CONTROL", "EXPORT", "LOGIN", "ADMIN"],
  } as const;
  const graphql = createGraphqlHandler({
    ...{ schema, limits, log },
    context: () => {
      const { archive, db, logins } = parts;
      return { archive, db, logins, jobs, channels, floods, server: facts, viewer };
    },
  });

  const http = createHttpServer(limits);
  const port = await listen(http, parts.port);
  // In the same turn of the event loop: no request can have come yet.
  const policy = policyFor(port, parts);
  serveRequests({ http, policy, graphql, connections, limits, log });
  const sockets = serveWebSockets({ http, policy, graphql, connections, limits, log });
  const cleanUp = undo.move();
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = closeGently(http, CLOSING_TIME);
      for (const feed of [jobs, channels, floods]) feed[Symbol.dispose]();
      // One turn of the event loop, in which the ends of subscriptions reach their sockets.
      await new Promise((resolve) => setImmediate(resolve));
      sockets[Symbol.dispose]();
      await closed;
      await cleanUp.disposeAsync();
    },
  };
}

function policyFor(port: number, { facts, hasGraphiql, token }: ApiParts): GuardPolicy {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  const hosts = names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  return {
    hosts: new Set(hosts),
    origins: new Set(hasGraphiql ? hosts.map((host) => `http://${host}`) : []),
    hasEditor: hasGraphiql,
    isToken: tokenCheck(token),
    limits: facts.limits,
  };
}
