import { type DocumentNode, print } from "graphql/language";
import {
  type ClientFailure,
  Incompatible,
  NotPermitted,
  RequestFailed,
  ServerUnreachable,
  TimedOut,
} from "./failures.ts";
import type { ServerAddress } from "./find-server.ts";

const texts = new WeakMap<DocumentNode, string>();

/** The text of an operation; printed once. */
export function textOf(document: DocumentNode): string {
  let text = texts.get(document);
  if (text === undefined) {
    text = print(document);
    texts.set(document, text);
  }
  return text;
}

/**
 * Sends one query or mutation and returns its data.
 * @throws ClientFailure for everything that can go wrong, or the signal's reason when aborted
 */
export async function request(
  server: ServerAddress,
  document: DocumentNode,
  variables: unknown,
  { signal, timeoutMs }: { signal?: AbortSignal | undefined; timeoutMs: number },
): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
        authorization: `Bearer ${server.token}`,
      },
      body: JSON.stringify({ query: textOf(document), variables }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      redirect: "error",
    });
    body = await readBody(response);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (timeout.aborted) {
      throw new TimedOut(
        `The server did not answer within ${timeoutMs / 1000} s. Try again, or see: telekeep doctor`,
      );
    }
    throw unreachable(server.url, error);
  }
  return dataOf(response.status, body);
}

/** @throws ClientFailure unless the answer holds data and no errors */
export function dataOf(status: number, body: unknown): unknown {
  if (status === 401) {
    throw new NotPermitted(
      "The server does not accept the token. Set TELEKEEP_TOKEN, or see: telekeep token",
    );
  }
  if (status === 403) {
    throw new NotPermitted("The server refuses this client; its token may not do this.");
  }
  if (body === null || typeof body !== "object") {
    throw new Incompatible(
      `The address answers (HTTP ${status}), but not as a Telekeep server. Check TELEKEEP_URL.`,
    );
  }
  const { data, errors } = body as { data?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) throw failureOf(errors);
  if (data === undefined || data === null) {
    throw new RequestFailed("NO_DATA", `The server sent no data (HTTP ${status}).`);
  }
  return data;
}

/** The first of the server's errors as a failure of ours. */
export function failureOf(errors: readonly unknown[]): ClientFailure {
  const first = errors[0] as { message?: unknown; extensions?: { code?: unknown } } | undefined;
  const message = typeof first?.message === "string" ? first.message : "Unknown error.";
  const code = typeof first?.extensions?.code === "string" ? first.extensions.code : "FAILED";
  if (code === "UNAUTHENTICATED" || code === "FORBIDDEN") return new NotPermitted(message);
  if (code === "GRAPHQL_VALIDATION_FAILED" || /^(Cannot query|Unknown|Field ")/.test(message)) {
    return new Incompatible(
      `This telekeep and the server are of different versions (${message}). Update the older one.`,
    );
  }
  return new RequestFailed(code, message);
}

/** A failure for a connection that could not be made or broke. */
export function unreachable(url: string, cause: unknown): ServerUnreachable {
  return new ServerUnreachable(
    `No Telekeep server answers at ${url}. Start one with: telekeep start`,
    { cause },
  );
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
