import type { IncomingMessage, ServerResponse } from "node:http";

import type { Refusal } from "./request-guard.ts";

/** Headers of every answer: nothing here is for a browser to keep, guess about or show in a frame. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Sends a response as fast as the client reads it and no faster: the next part is asked for when
 * the last one has left. Resolves when all is sent or the client is gone; the source then stops.
 */
export async function sendResponse(response: Response, target: ServerResponse): Promise<void> {
  target.writeHead(response.status, {
    ...SAFE_HEADERS,
    ...Object.fromEntries(response.headers),
  });
  const reader = response.body?.getReader();
  if (!reader) {
    target.end();
    return;
  }
  const { promise: gone, resolve: leave } = Promise.withResolvers<"gone">();
  target.once("close", () => leave("gone"));
  try {
    target.flushHeaders();
    for (;;) {
      const part = await Promise.race([reader.read(), gone]);
      if (part === "gone") return;
      if (part.done) break;
      if (!target.write(part.value)) {
        const drained = new Promise((resolve) => target.once("drain", resolve));
        if ((await Promise.race([drained, gone])) === "gone") return;
      }
    }
    target.end();
  } catch {
    // A source that fails in the middle can only be told by breaking off.
    target.destroy();
  } finally {
    // Without waiting: a source may need its turn of the event loop to notice.
    reader.cancel().catch(() => {});
  }
}

/** Sends a refusal; what the client is still sending is not waited for. */
export function refuseWith(
  { status, message, headers }: Refusal,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isUnread = !request.complete;
  response.writeHead(status, {
    ...SAFE_HEADERS,
    ...headers,
    ...(isUnread && { connection: "close" }),
    "content-type": "application/json; charset=utf-8",
  });
  response.end(JSON.stringify({ errors: [{ message }] }));
}
