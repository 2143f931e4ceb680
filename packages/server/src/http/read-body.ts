import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body whole, or answers null as soon as it is larger than `maxBytes`; nothing
 * beyond the limit is kept. Rejects when the client goes away.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
