import { hash } from "node:crypto";
import { encodeContent } from "../domain/content.ts";
import type { ObservedMessage } from "../domain/message.ts";

/** SHA-256 of what a message says, 32 bytes: equal for two observations of one version. */
export function contentHash(message: ObservedMessage): Buffer {
  return hash("sha256", encodeContent(message), "buffer");
}

/** SHA-256 of any bytes, 32 bytes. */
export function bytesHash(bytes: Uint8Array): Buffer {
  return hash("sha256", bytes, "buffer");
}
