import type { IncomingMessage } from "node:http";

import { bearerToken } from "../auth/token.ts";
import type { Limits } from "../config/limits.ts";

/** Where GraphQL is served, over HTTP, event streams and WebSocket. */
export const GRAPHQL_PATH = "/graphql";
/** The only path that answers without a token: it says nothing but that the server lives. */
export const HEALTH_PATH = "/healthz";
/** The query editor, when it is switched on: a page without data, which asks for the token. */
export const EDITOR_PATH = "/graphiql";

/** What the guard lets through. */
export interface GuardPolicy {
  /** Values of the Host header that are this server's, in lower case. */
  readonly hosts: ReadonlySet<string>;
  /** Values of the Origin header that may call; none unless the query editor is on. */
  readonly origins: ReadonlySet<string>;
  readonly hasEditor: boolean;
  readonly isToken: (presented: string) => boolean;
  readonly limits: Pick<Limits, "maxBodyBytes">;
}

/** Why a request goes no further. */
export interface Refusal {
  readonly status: number;
  /** One sentence, which quotes nothing of the request. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Request = Pick<IncomingMessage, "method" | "url" | "headers" | "headersDistinct">;

/** The path of a request, without its query. */
export function pathOf({ url = "/" }: Pick<IncomingMessage, "url">): string {
  return url.split(/[?#]/, 1)[0]!;
}

/**
 * Looks at a request before anything else does. The first checks keep web pages out, which can
 * reach a server on this machine and, by rebinding a name, even seem to be of it.
 */
export function guardRequest(request: Request, policy: GuardPolicy): Refusal | null {
  const foreign = refuseForeign(request, policy);
  if (foreign) return foreign;
  const path = pathOf(request);
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (path === HEALTH_PATH || (path === EDITOR_PATH && policy.hasEditor)) {
    return isRead ? null : notAllowed("GET, HEAD");
  }
  if (path === GRAPHQL_PATH) {
    if (request.method !== "POST") return notAllowed("POST");
    const unreadable = refuseContent(request, policy);
    if (unreadable) return unreadable;
  }
  const token = bearerToken(request.headers.authorization);
  if (token === null || !policy.isToken(token)) {
    return {
      status: 401,
      message: "This server answers to its token alone: send Authorization: Bearer <token>.",
      headers: { "www-authenticate": 'Bearer realm="telekeep"' },
    };
  }
  return path === GRAPHQL_PATH ? null : { status: 404, message: "There is nothing here." };
}

/**
 * Looks at the request that opens a WebSocket, which browsers let any page send. The token comes in
 * the protocol's first message.
 */
export function guardUpgrade(request: Request, policy: GuardPolicy): Refusal | null {
  const foreign = refuseForeign(request, policy);
  if (foreign) return foreign;
  if (pathOf(request) !== GRAPHQL_PATH || request.headers.upgrade?.toLowerCase() !== "websocket") {
    return { status: 404, message: "There is nothing here." };
  }
  return null;
}

function refuseForeign(request: Request, policy: GuardPolicy): Refusal | null {
  const { headers, headersDistinct } = request;
  if (headersDistinct.host?.length !== 1 || !policy.hosts.has(headers.host!.toLowerCase())) {
    return { status: 421, message: "This server does not go by that name." };
  }
  const origins = headersDistinct.origin ?? [];
  if (origins.length > 1 || (origins[0] !== undefined && !policy.origins.has(origins[0]))) {
    return { status: 403, message: "Web pages may not use this server." };
  }
  const site = headersDistinct["sec-fetch-site"] ?? [];
  if (site.some((value) => value !== "same-origin" && value !== "none")) {
    return { status: 403, message: "Web pages may not use this server." };
  }
  return null;
}

function refuseContent({ headers }: Request, { limits }: GuardPolicy): Refusal | null {
  const [type, ...parameters] = (headers["content-type"] ?? "").toLowerCase().split(";");
  const isUtf8 = parameters.every((parameter) => {
    const [name, value] = parameter.split("=");
    return name!.trim() !== "charset" || /^"?utf-8"?$/.test(value?.trim() ?? "");
  });
  const encoding = headers["content-encoding"] ?? "identity";
  if (type!.trim() !== "application/json" || !isUtf8 || encoding !== "identity") {
    return { status: 415, message: "Requests are application/json in UTF-8, not compressed." };
  }
  if (Number(headers["content-length"] ?? 0) > limits.maxBodyBytes) return tooLarge(limits);
  return null;
}

function notAllowed(allow: string): Refusal {
  return { status: 405, message: `Use ${allow} here.`, headers: { allow } };
}

/** The refusal of a body beyond the limit, however it was noticed. */
export function tooLarge({ maxBodyBytes }: Pick<Limits, "maxBodyBytes">): Refusal {
  return { status: 413, message: `A request has at most ${maxBodyBytes} bytes.` };
}
