import { type Draft, draftReply } from "./draft.ts";
import { TextWriter } from "./entity.ts";
import type { MessageContent, WorldMessage } from "./message.ts";
import { Random } from "./prng.ts";
import { type MediaContext, writeMedia } from "./write-media.ts";
import { LONGEST_TEXT, sentence } from "./write-text.ts";

/** A message with what the draft says; an edit that says nothing gets a sentence added. */
export function applyDraft(
  message: WorldMessage,
  draft: Draft,
  context: MediaContext,
): WorldMessage {
  const { from, forward, groupedId, silent, action } = draft;
  const edited = context.version > 0;
  if (action !== undefined && !edited) {
    const { id, date } = message;
    return {
      id,
      date,
      from: from ?? message.from,
      action,
      text: "",
      entities: [],
      ...draftReply(draft),
    };
  }
  return {
    ...message,
    ...draftContent(message, draft, context),
    ...(edited ? {} : draftReply(draft)),
    ...(edited || from === undefined ? {} : { from }),
    ...(edited || forward === undefined ? {} : { forward }),
    ...(edited || groupedId === undefined ? {} : { groupedId }),
    ...(edited || silent === undefined ? {} : { silent }),
  };
}

function draftContent(
  message: WorldMessage,
  draft: Draft,
  context: MediaContext,
): Partial<MessageContent> {
  const { text, textBytes, entities, media, buttons } = draft;
  const speaks = text !== undefined || textBytes !== undefined || media !== undefined;
  const rest = buttons === undefined ? {} : { buttons };
  if (!speaks) return context.version === 0 ? rest : { ...addSentence(message, context), ...rest };
  return {
    ...rest,
    ...(text === undefined && textBytes === undefined
      ? {}
      : {
          text: text ?? textBytes?.toString("utf8") ?? "",
          textBytes,
          entities: entities ?? [],
        }),
    ...(media === undefined
      ? {}
      : { media: typeof media === "string" ? writeMedia(media, context) : (media ?? undefined) }),
  };
}

function addSentence(message: WorldMessage, context: MediaContext): Partial<MessageContent> {
  const { seed, chat, message: id, version, language } = context;
  const addition = sentence(new Random(seed, "edit", chat, id, version), language);
  const writer = new TextWriter();
  const heading = `UPD ${version}:`;
  if (message.text.length + heading.length + addition.length + 3 <= LONGEST_TEXT) {
    writer.append(message).plain("\n\n");
  }
  return {
    ...writer.styled("messageEntityBold", heading).plain(` ${addition}`).done(),
    textBytes: undefined,
  };
}
