import type { TadaDocumentNode } from "gql.tada";
import type { ServerAddress } from "./find-server.ts";
import { request } from "./request.ts";
import { openSocket, type Socket } from "./socket.ts";

const TIMEOUT_MS = 30_000;

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for the answer. */
  readonly timeoutMs?: number;
}

/** A server, seen through its GraphQL API. */
export interface Client extends AsyncDisposable {
  readonly server: ServerAddress;
  /** Sends a query or mutation. @throws ClientFailure, or the signal's reason */
  request<Result, Variables>(
    document: TadaDocumentNode<Result, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Result>;
  /** Opens the connection for subscriptions now, or returns the open one. @throws ClientFailure */
  connect(): Promise<Socket>;
  /** Events of a subscription, over the shared connection. @throws ClientFailure */
  subscribe<Result, Variables>(
    document: TadaDocumentNode<Result, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ): AsyncIterable<Result>;
}

/** A client of the server at an address. Opens nothing until it is asked for something. */
export function createClient(server: ServerAddress): Client {
  let socket: Promise<Socket> | null = null;

  const connect = () => {
    if (socket === null) {
      const opening = openSocket(server);
      socket = opening;
      const forget = () => {
        if (socket === opening) socket = null;
      };
      opening.then((open) => open.closed.then(forget), forget);
    }
    return socket;
  };

  return {
    server,
    connect,
    async request<Result, Variables>(
      document: TadaDocumentNode<Result, Variables>,
      variables: Variables,
      { signal, timeoutMs = TIMEOUT_MS }: RequestOptions = {},
    ) {
      // The types of the document are those of the schema it was written against.
      return (await request(server, document, variables, { signal, timeoutMs })) as Result;
    },
    async *subscribe<Result, Variables>(
      document: TadaDocumentNode<Result, Variables>,
      variables: Variables,
      signal: AbortSignal,
    ) {
      const open = await connect();
      yield* open.subscribe(
        document,
        variables as Record<string, unknown>,
        signal,
      ) as AsyncIterable<Result>;
    },
    async [Symbol.asyncDispose]() {
      const opening = socket;
      socket = null;
      const open = await opening?.catch(() => null);
      await open?.[Symbol.asyncDispose]();
    },
  };
}
