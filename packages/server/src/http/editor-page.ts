import { SAFE_HEADERS } from "./send-response.ts";

/**
 * What the editor's page may do: run its own code, all of which is in the page, and talk to this
 * server. A token that is pasted into it can therefore go nowhere else.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' blob:",
  "worker-src blob:",
  "style-src 'unsafe-inline'",
  "font-src data:",
  "img-src data: blob:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

/**
 * The page of the query editor. It holds no data and no token: who uses it pastes
 * `{"authorization": "Bearer <token>"}` into its headers.
 */
export async function editorPage(endpoint: string): Promise<Response> {
  // Some megabytes, needed by few.
  const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
  const page = renderGraphiQL({
    endpoint,
    title: "Telekeep",
    headers: JSON.stringify({ authorization: "Bearer " }),
    subscriptionsProtocol: "SSE",
  });
  return new Response(page, {
    headers: {
      ...SAFE_HEADERS,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
    },
  });
}
