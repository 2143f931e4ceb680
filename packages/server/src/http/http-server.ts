import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";

import type { Limits } from "../config/limits.ts";
import type { Logger } from "../logging.ts";
import { answerQuickly } from "./answer-quickly.ts";
import { editorPage } from "./editor-page.ts";
import type { GraphqlHandler } from "./graphql-handler.ts";
import type { Consumer, LiveConnections } from "./live-connections.ts";
import { readBody } from "./read-body.ts";
import type { GuardPolicy } from "./request-guard.ts";
import {
  EDITOR_PATH,
  GRAPHQL_PATH,
  guardRequest,
  HEALTH_PATH,
  pathOf,
  tooLarge,
} from "./request-guard.ts";
import { refuseWith, sendResponse } from "./send-response.ts";

export interface HttpParts {
  readonly http: Server;
  readonly policy: GuardPolicy;
  readonly graphql: GraphqlHandler;
  readonly connections: LiveConnections;
  readonly limits: Limits;
  readonly log: Logger;
}

/** An HTTP server within the limits, not listening yet and answering nothing. */
export function createHttpServer(limits: Limits): Server {
  return createServer({
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMilliseconds,
    requestTimeout: limits.arrivalTimeoutMilliseconds,
    connectionsCheckingInterval: 1_000,
  });
}

/** Answers the requests of a server. Nothing runs for one that the guard has not passed. */
export function serveRequests(parts: HttpParts): void {
  const { http, log } = parts;
  http.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const started = performance.now();
    response.once("close", () => {
      const milliseconds = Math.round(performance.now() - started);
      const { statusCode: status } = response;
      log.debug({ method: request.method, path: pathOf(request), status, milliseconds }, "request");
    });
    answer(request, response, parts).catch((error: unknown) => {
      if (!request.destroyed) log.error({ err: error }, "a request failed unexpectedly");
      response.destroy();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: HttpParts,
): Promise<void> {
  const { limits } = parts;
  const refusal = guardRequest(request, parts.policy);
  if (refusal) return refuseWith(refusal, request, response);
  const path = pathOf(request);
  if (path === HEALTH_PATH) return sendResponse(Response.json({ status: "ok" }), response);
  if (path === EDITOR_PATH) return sendResponse(await editorPage(GRAPHQL_PATH), response);

  const body = await readBody(request, limits.maxBodyBytes);
  if (body === null) return refuseWith(tooLarge(limits), request, response);
  const place = isLive(request)
    ? parts.connections.admit(consumerOf(response, parts.log))
    : undefined;
  if (place === null) {
    return refuseWith(
      { status: 503, message: "Too many connections are open." },
      request,
      response,
    );
  }
  using _place = place;
  const left = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) left.abort();
  });
  if (!place && (await answerQuickly(request.headers.accept, body, response, parts, left.signal))) {
    return;
  }
  const result = await parts.graphql.fetch(
    new Request(`http://server${GRAPHQL_PATH}`, {
      method: "POST",
      headers: headersOf(request),
      body: body as Uint8Array<ArrayBuffer>,
      signal: left.signal,
    }),
  );
  await sendResponse(result, response);
}

/** Whether a request may be answered with a stream of events. */
function isLive({ headers }: IncomingMessage): boolean {
  return /text\/event-stream|multipart\/mixed/i.test(headers.accept ?? "");
}

function consumerOf(response: ServerResponse, log: Logger): Consumer {
  return {
    isBehind: () => response.writableNeedDrain,
    dropSlow: () => {
      log.warn("a client did not read its events and was cut off");
      response.destroy();
    },
  };
}

/** The headers that concern the content; what concerned the connection has done its work. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return {
    "content-type": "application/json",
    ...(headers.accept !== undefined && { accept: headers.accept }),
  };
}

/** Listens on the loopback interface. Rejects with the system's error, such as EADDRINUSE. */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen({ port, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return address.port;
}

/** Stops listening; requests that still run, and sockets, are cut off after some milliseconds. */
export async function closeGently(server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is kept alive becomes idle when its answer ends, and says nothing of it.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const cutOff = setTimeout(() => server.closeAllConnections(), milliseconds);
  await closed;
  clearInterval(sweep);
  clearTimeout(cutOff);
}
