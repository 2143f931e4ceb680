import { createHash, hash } from "node:crypto";
import { encodeContent } from "../domain/content.ts";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";

/** SHA-256 of what a message says, in hex: equal for two observations of one version. */
export function contentHash(message: ObservedMessage): string {
  return hash("sha256", encodeContent(message), "hex");
}

/**
 * SHA-256 of what makes a quarantined item itself, 32 bytes: the id it goes by and its bytes. Where
 * it was met is left out, so that it is kept once however often it is imported.
 */
export function quarantineHash({ messageId, raw }: Quarantined): Buffer {
  return createHash("sha256")
    .update(`${messageId ?? ""}\0`)
    .update(raw)
    .digest();
}
