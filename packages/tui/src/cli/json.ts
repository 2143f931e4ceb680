import type { ClientFailure } from "../client/failures.ts";

/** What --json prints: one line, whatever happened. */
export type Envelope =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/**
 * Characters that JSON allows inside a string and a terminal obeys or hides: DEL, C1, bidi
 * controls, zero-width marks, line separators. They are data, so they are escaped, not removed.
 */
const UNSAFE =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** JSON on one line that holds the exact data and no byte that a terminal would act on. */
export function toJsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(UNSAFE, escapeCharacter)}\n`;
}

/** The envelope of a failure. */
export function failureEnvelope(failure: ClientFailure): Envelope {
  return { ok: false, error: { code: failure.code, message: failure.message } };
}

function escapeCharacter(character: string): string {
  let out = "";
  for (let at = 0; at < character.length; at++) {
    out += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }
  return out;
}
