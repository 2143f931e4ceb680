import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { elapsed } from "../format/time.ts";

type Action = Readonly<Record<string, unknown>>;

/** Words for the actions that exports hold most often, by the exporter's own names for them. */
const WORDS: Readonly<Record<string, (action: Action) => SafeText>> = {
  pin_message: (action) =>
    typeof action["message_id"] === "number"
      ? text`pinned message ${action["message_id"]}`
      : text`pinned a message`,
  create_group: (action) => text`created the group${quoted(action["title"])}${members(action)}`,
  create_channel: (action) => text`created the channel${quoted(action["title"])}`,
  invite_members: (action) => text`invited${members(action)}`,
  remove_members: (action) => text`removed${members(action)}`,
  join_group_by_link: () => text`joined by an invitation link`,
  join_group_by_request: () => text`joined by a request`,
  edit_group_title: (action) => text`changed the title to${quoted(action["title"])}`,
  edit_group_photo: () => text`changed the photo`,
  delete_group_photo: () => text`removed the photo`,
  migrate_to_supergroup: () => text`turned the group into a supergroup`,
  migrate_from_group: (action) => text`was made from the group${quoted(action["title"])}`,
  phone_call: (action) => text`call${lasting(action)}`,
  group_call: (action) => text`group call${lasting(action)}`,
  topic_created: (action) => text`created the topic${quoted(action["title"])}`,
  topic_edit: (action) => text`changed the topic${quoted(action["new_title"])}`,
  joined_telegram: () => text`joined Telegram`,
  clear_history: () => text`cleared the history`,
};

/**
 * What a service message reports, in words. Where the source wrote prose itself that is taken;
 * an action unknown here is named as its source names it, with all its fields.
 */
export function serviceWords(action: unknown): SafeText {
  if (action === null || typeof action !== "object") return text`service message`;
  const { type, ...fields } = action as Action;
  const prose = fields["text"] ?? fields["information_text"];
  if ((type === "html_service" || type === "custom_action") && typeof prose === "string") {
    return safeText(prose);
  }
  const name = typeof type === "string" ? type : "";
  if (Object.hasOwn(WORDS, name)) return WORDS[name]?.(fields) ?? text``;
  const rest = Object.keys(fields).length > 0 ? text` ${safeText(JSON.stringify(fields))}` : text``;
  return text`${safeText(name.replaceAll("_", " ") || "service message")}${rest}`;
}

function quoted(value: unknown): SafeText {
  return typeof value === "string" && value !== "" ? text` "${safeText(value)}"` : text``;
}

function members({ members: names }: Action): SafeText {
  const known = Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  return known.length === 0 ? text`` : text` ${safeText(known.join(", "))}`;
}

function lasting({ duration, discard_reason: reason }: Action): SafeText {
  const time = typeof duration === "number" ? text`, ${elapsed(duration * 1000)}` : text``;
  const why =
    typeof reason === "string" ? text` (${safeText(reason.replaceAll("_", " "))})` : text``;
  return text`${time}${why}`;
}
