import { messageOrigin } from "../api/message-object.ts";
import type { TlObject, TlValue } from "../tl/value.ts";
import type { World } from "../world/world.ts";

/** Where messages stand in answers and updates. */
const HOLDERS: readonly string[] = [
  "messages",
  "new_messages",
  "message",
  "updates",
  "other_updates",
];

/** Records which messages, at which version, leave with this answer or update. */
export function markServed(world: World, value: TlValue): void {
  if (Array.isArray(value)) {
    for (const item of value) markServed(world, item);
    return;
  }
  if (typeof value !== "object" || Buffer.isBuffer(value)) return;
  const object = value as TlObject;
  const origin = messageOrigin(object);
  if (origin !== undefined) {
    world.served.mark(origin.chat, origin.id);
    return;
  }
  for (const name of HOLDERS) if (object[name] !== undefined) markServed(world, object[name]);
}
