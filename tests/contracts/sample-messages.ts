import type { ChannelProfile } from "../../packages/core/src/domain/channel.ts";
import type { ObservedMessage } from "../../packages/core/src/domain/message.ts";
import type { Page } from "../../packages/core/src/domain/page.ts";

/** A channel that every test of a store may use. */
export const CHANNEL: ChannelProfile = {
  id: -1_000_000_000_001,
  kind: "channel",
  title: "Тест",
  username: "test",
  isPrivate: null,
  isIdFromTelegram: true,
};

/** A plain message of a JSON export; `change` says what is special about it. */
export function message(id: number, change: Partial<ObservedMessage> = {}): ObservedMessage {
  const text = change.text ?? `message ${id}`;
  return {
    id,
    postedAt: 1_700_000_000 + id,
    timePrecision: "exact",
    postedAtRaw: null,
    editedAt: null,
    sender: { id: 7, name: "Анна" },
    authorSignature: null,
    text,
    entities: [],
    media: [],
    mediaFiles: [],
    replyToMessageId: null,
    replyToPeerId: null,
    forward: null,
    albumId: null,
    topicId: null,
    action: null,
    views: null,
    forwards: null,
    reactions: null,
    raw: { json: Buffer.from(JSON.stringify({ id, text })), source: "desktop_json", layer: null },
    ...change,
  };
}

/** The same message as an HTML export shows it: no sender's id, no edit time. */
export function htmlMessage(id: number, change: Partial<ObservedMessage> = {}): ObservedMessage {
  return message(id, {
    timePrecision: "zone_unknown",
    postedAtRaw: "01.02.2023 10:00:00",
    sender: { id: null, name: "Анна" },
    raw: {
      json: Buffer.from(JSON.stringify(`<div id="message${id}">`)),
      source: "desktop_html",
      layer: null,
    },
    ...change,
  });
}

/** A page of an import. */
export function page(messages: readonly ObservedMessage[], change: Partial<Page> = {}): Page {
  return {
    channelId: CHANNEL.id,
    source: "import",
    messages,
    quarantined: [],
    proves: null,
    jobId: null,
    ...change,
  };
}
