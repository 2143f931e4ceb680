import type { ObservedMessage } from "../domain/message.ts";

/** An escape in canonical JSON, which JSON.stringify writes only for what has no other form. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;
const LONE_SURROGATE = /(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/;

/** Why PostgreSQL would refuse a message's JSON, in the words of explainDataError; null if it would not. */
export function explainJson(message: ObservedMessage): string | null {
  const { entities, media, forward, action, reactions, raw } = message;
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(raw.json).toString());
  } catch {
    return "its JSON is malformed or holds half of a surrogate pair";
  }
  const json = JSON.stringify([parsed, entities, media, forward, action, reactions]);
  if (NUL.test(json)) return "its JSON holds a NUL character, which PostgreSQL cannot store";
  if (LONE_SURROGATE.test(json)) return "its JSON is malformed or holds half of a surrogate pair";
  return null;
}
