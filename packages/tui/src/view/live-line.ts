import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { instant } from "../format/time.ts";
import type { ArchivedMessage } from "../operations/following.ts";

/** Cells of a message's text: one line is enough to know it by. */
const TEXT_CELLS = 100;

/** One message as it is archived, on one line; its text comes last. */
export function liveLine(message: ArchivedMessage): SafeText {
  const { messageId, postedAt, revisionCount, author, serviceAction } = message;
  const flag = revisionCount > 1 ? text` edited` : text``;
  const from = author?.displayName ? text`  ${safeText(author.displayName)}:` : text``;
  const words =
    serviceAction === null
      ? safeText(message.text, { width: TEXT_CELLS })
      : text`[${safeText(actionName(serviceAction))}]`;
  return text`${instant(postedAt)}  ${safeText(String(messageId))}${flag}${from}  ${words}`;
}

function actionName(action: unknown): string {
  const type = (action as { type?: unknown } | null)?.type;
  return typeof type === "string" ? type.replaceAll("_", " ") : "service message";
}
