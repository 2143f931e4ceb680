import type { ServiceAction } from "../domain/message.ts";
import { decodeTwice } from "./parse-element.ts";

/** Keys of a service message that say something else than what happened, or say it elsewhere. */
const NOT_OF_THE_ACTION: ReadonlySet<string> = new Set([
  "id",
  "type",
  "action",
  "date",
  "date_unixtime",
  "edited",
  "edited_unixtime",
  "actor",
  "actor_id",
  "text",
  "text_entities",
  "reactions",
  "inline_bot_buttons",
  // The new photo of a group is among the media; its path and size differ between two exports.
  "photo",
  "photo_file_size",
  "width",
  "height",
  "media_spoiler",
  // Assigning to it would set the prototype.
  "__proto__",
]);

/**
 * What a service message reports: the exporter's own name of the action with all its fields, also
 * those of actions that are not known here. A message without one only has `information_text`,
 * the words that Telegram wrote for it, and is called `custom_action`.
 */
export function readAction(fields: Readonly<Record<string, unknown>>): ServiceAction {
  const name = typeof fields.action === "string" ? fields.action : "custom_action";
  const action: Record<string, unknown> & { type: string } = { type: name };
  for (const key of Object.keys(fields)) {
    if (!NOT_OF_THE_ACTION.has(key)) {
      action[key] = key === "peers" ? decodeTwice(fields[key]) : fields[key];
    }
  }
  return action;
}
