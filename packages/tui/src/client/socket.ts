import type { DocumentNode } from "graphql/language";
import { createClient, type Client as SocketClient } from "graphql-ws";
import { type ClientFailure, NotPermitted } from "./failures.ts";
import type { ServerAddress } from "./find-server.ts";
import { failureOf, textOf, unreachable } from "./request.ts";

const KEEP_ALIVE_MS = 12_000;
const ACKNOWLEDGE_MS = 5_000;

/** An open connection for subscriptions. It never reconnects by itself: its owner decides that. */
export interface Socket extends AsyncDisposable {
  /** Settles when the connection is over, with the reason; undefined when we closed it. */
  readonly closed: Promise<ClientFailure | undefined>;
  /**
   * The events of a subscription. Ends when the server completes it.
   * @throws ClientFailure when the connection breaks or the server refuses
   */
  subscribe(
    document: DocumentNode,
    variables: Record<string, unknown>,
    signal: AbortSignal,
  ): AsyncIterable<unknown>;
}

/**
 * Opens the connection and waits until the server has accepted the token.
 * @throws ClientFailure
 */
export async function openSocket(server: ServerAddress): Promise<Socket> {
  const closed = Promise.withResolvers<ClientFailure | undefined>();
  const connected = Promise.withResolvers<void>();
  const fail = (reason: unknown) => {
    const failure = explainClose(server.url, reason);
    connected.reject(failure);
    closed.resolve(failure);
  };
  let pongDue: NodeJS.Timeout | undefined;
  const client: SocketClient = createClient({
    url: `${server.url.replace(/^http/, "ws")}/graphql`,
    connectionParams: { token: server.token },
    lazy: false,
    retryAttempts: 0,
    keepAlive: KEEP_ALIVE_MS,
    connectionAckWaitTimeout: ACKNOWLEDGE_MS,
    onNonLazyError: fail,
    on: {
      connected: () => connected.resolve(),
      closed: fail,
      error: fail,
      // A half-open connection answers nothing: without this it would look alive for ever.
      ping: (isReceived) => {
        if (!isReceived) pongDue = setTimeout(() => client.terminate(), ACKNOWLEDGE_MS);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(pongDue);
      },
    },
  });
  await connected.promise;
  return {
    closed: closed.promise,
    subscribe: (document, variables, signal) =>
      follow(client, server.url, { query: textOf(document), variables }, signal),
    async [Symbol.asyncDispose]() {
      clearTimeout(pongDue);
      closed.resolve(undefined);
      await client.dispose();
    },
  };
}

async function* follow(
  client: SocketClient,
  url: string,
  payload: { query: string; variables: Record<string, unknown> },
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  if (signal.aborted) return;
  const events = client.iterate(payload);
  const stop = () => void events.return?.();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const event of events) {
      if (event.errors && event.errors.length > 0) throw failureOf(event.errors);
      yield event.data;
    }
  } catch (error) {
    if (signal.aborted) return;
    if (Array.isArray(error)) throw failureOf(error);
    throw error instanceof Error && "exitCode" in error ? error : explainClose(url, error);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Close codes of the graphql-transport-ws protocol that mean the token was refused. */
const REFUSED = new Set([4400, 4401, 4403]);

function explainClose(url: string, reason: unknown): ClientFailure {
  const code =
    reason !== null && typeof reason === "object" && "code" in reason ? reason.code : null;
  if (typeof code === "number" && REFUSED.has(code)) {
    return new NotPermitted(
      "The server does not accept the token. Set TELEKEEP_TOKEN, or see: telekeep token",
    );
  }
  return unreachable(url, reason);
}
