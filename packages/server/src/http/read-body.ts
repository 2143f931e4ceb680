import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body whole, or answers null as soon as it is larger than `maxBytes`; nothing
 * beyond the limit is kept. Rejects when the client goes away.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | null>();
  const chunks: Buffer[] = [];
  let size = 0;
  // Listeners, because iterating takes several times as long for the one chunk that there mostly is.
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else resolve(null);
  });
  request.once("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
  request.once("error", reject);
  request.once("close", () => reject(new Error("The client left in the middle of its request.")));
  return promise;
}
