import type { IncomingMessage, Server } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

import type { Limits } from "../config/limits.ts";
import type { Logger } from "../logging.ts";
import type { GraphqlHandler } from "./graphql-handler.ts";
import type { LiveConnections } from "./live-connections.ts";
import type { GuardPolicy, Refusal } from "./request-guard.ts";
import { guardUpgrade } from "./request-guard.ts";
import { socketOperations } from "./socket-operations.ts";

/** Try again later: the connection was closed because its client did not read. */
const TOO_SLOW = 1013;
const GOING_AWAY = 1001;
/** Milliseconds that a client has to say goodbye. */
const CLOSING_TIME = 1_000;

/**
 * Serves GraphQL over WebSocket on an HTTP server's port. Disposing ends all connections with 1001;
 * subscriptions should have been completed before.
 */
export function serveWebSockets(options: {
  readonly http: Server;
  readonly policy: GuardPolicy;
  readonly graphql: GraphqlHandler;
  readonly connections: LiveConnections;
  readonly limits: Limits;
  readonly log: Logger;
}): Disposable {
  const { http, policy, graphql, connections, limits, log } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.maxBodyBytes });
  const operations = socketOperations({ graphql, limits, log, isToken: policy.isToken });
  // In production the reason of a closing says nothing of what went wrong inside.
  useServer({ ...operations, isProd: true }, server);

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", (error) => log.debug({ err: error }, "a socket failed while it was opened"));
    const refusal = guardUpgrade(request, policy);
    if (refusal) {
      refuse(socket, refusal);
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const place = connections.admit({
        isBehind: () => webSocket.bufferedAmount > 0,
        dropSlow: () => {
          log.warn("a client did not read its events and was cut off");
          webSocket.close(TOO_SLOW, "Too slow");
          webSocket.terminate();
        },
      });
      if (!place) {
        webSocket.close(TOO_SLOW, "Too many connections");
        return;
      }
      webSocket.once("close", () => place[Symbol.dispose]());
      server.emit("connection", webSocket, request);
      // Whatever a client sends ends its own socket alone; graphql-ws would print it on the console.
      webSocket.removeAllListeners("error");
      webSocket.on("error", (err) => log.debug({ err }, "a WebSocket failed"));
    });
  };
  http.on("upgrade", upgrade);

  return {
    [Symbol.dispose]: () => {
      http.off("upgrade", upgrade);
      for (const webSocket of server.clients) {
        webSocket.close(GOING_AWAY, "Going away");
        // A client that does not answer must not hold up the end.
        setTimeout(() => webSocket.terminate(), CLOSING_TIME).unref();
      }
    },
  };
}

function refuse(socket: Duplex, { status, message }: Refusal): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${message.length}\r\n\r\n${message}`,
  );
}
