import { InvalidInput } from "@telekeep/core";

import { decodeMedia, hasPoll } from "../decode/media.ts";
import { parsePermalink, permalinkOf } from "../decode/permalink.ts";
import { decodeEntities } from "../decode/text-entities.ts";
import { messageForField } from "../loading/messages.ts";
import { pageOfVersions, REVISION_LIST, versionsOf } from "../loading/revisions.ts";
import { formatMessageKey, keyOfType, messageKey } from "../node-id.ts";
import { connectionOf } from "../paging/connection.ts";
import { encodeCursor } from "../paging/cursor.ts";
import { pageCost, pageRequest } from "../paging/page-request.ts";
import { builder, rowOf } from "./builder.ts";

const TimePrecision = builder.enumType("TimePrecision", {
  description: "How far a message's time can be trusted.",
  values: {
    EXACT: { value: "exact", description: "It came as UTC." },
    ZONE_GIVEN: { value: "zone_given", description: "Local time, with the zone a person named." },
    ZONE_LEARNT: { value: "zone_learnt", description: "Local time; the export proves its offset." },
    ZONE_STANDARD: { value: "zone_standard", description: "Up to an hour off in summer." },
    ZONE_UNKNOWN: { value: "zone_unknown", description: "Local time, read as if it were UTC." },
    NONE: { value: "none", description: "The source gave no time." },
  } as const,
});

const MessageKind = builder.enumType("MessageKind", {
  values: ["REGULAR", "SERVICE", "POLL"] as const,
});

const MessageAuthor = builder
  .objectRef<{ id: bigint | null; name: string | null; signature: string | null }>("MessageAuthor")
  .implement({
    description: "Who wrote a message, as far as its source told; names are those of the time.",
    fields: (t) => ({
      telegramId: t.expose("id", { type: "BigInt", nullable: true }),
      displayName: t.exposeString("name", { nullable: true }),
      signature: t.exposeString("signature", { nullable: true }),
    }),
  });

builder.objectType("ReactionCount", {
  fields: (t) => ({
    reaction: t.exposeString("reaction", {
      description: "An emoji, `custom:<document id>`, or `paid`.",
    }),
    count: t.exposeInt("count"),
  }),
});

const ForwardOrigin = builder
  .objectRef<{
    id?: number | null;
    name?: string | null;
    messageId?: number | null;
    postedAt?: number | null;
  }>("ForwardOrigin")
  .implement({
    description: "Where a forwarded message came from.",
    fields: (t) => ({
      telegramId: t.field({
        type: "BigInt",
        nullable: true,
        resolve: ({ id }) => (id == null ? null : BigInt(id)),
      }),
      title: t.string({ nullable: true, resolve: ({ name }) => name ?? null }),
      messageId: t.int({ nullable: true, resolve: ({ messageId }) => messageId ?? null }),
      postedAt: t.field({
        type: "DateTime",
        nullable: true,
        resolve: ({ postedAt }) => (postedAt == null ? null : new Date(postedAt * 1000)),
      }),
    }),
  });

const MessageDeletion = builder.objectRef<{ observedAt: Date }>("MessageDeletion").implement({
  description: "The message was seen to be gone at its source; the archive keeps it.",
  fields: (t) => ({ observedAt: t.expose("observedAt", { type: "DateTime" }) }),
});

builder.prismaNode("Message", {
  description: "A message in its current version. Names, text and media are untrusted.",
  id: { resolve: formatMessageKey },
  findUnique: (key: string) => ({ channelId_id: messageKey(key) }),
  nullable: true,
  select: { channelId: true, id: true },
  fields: (t) => ({
    messageId: t.exposeInt("id", { description: "Telegram's id inside the channel." }),
    channel: t.relation("channel"),
    permalink: t.string({
      nullable: true,
      description: "Telegram's own address; null where it gives none: groups, private chats.",
      select: {
        channel: { select: { id: true, kind: true, username: true, isIdFromTelegram: true } },
      },
      resolve: ({ channel, id }) => permalinkOf(channel, id),
    }),
    author: t.field({
      type: MessageAuthor,
      nullable: true,
      select: { senderId: true, senderName: true, authorSignature: true },
      resolve: ({ senderId, senderName, authorSignature }) =>
        senderId === null && senderName === null && authorSignature === null
          ? null
          : { id: senderId, name: senderName, signature: authorSignature },
    }),
    postedAt: t.expose("postedAt", { type: "DateTime", nullable: true }),
    postedAtPrecision: t.expose("timePrecision", { type: TimePrecision }),
    postedAtRaw: t.exposeString("postedAtRaw", {
      nullable: true,
      description: "The source's own words for the time, when they were not UTC.",
    }),
    editedAt: t.expose("editedAt", { type: "DateTime", nullable: true }),
    text: t.exposeString("text"),
    entities: t.field({
      type: ["TextEntity"],
      select: { entities: true, text: true },
      resolve: ({ entities, text }) => decodeEntities(entities, text),
    }),
    kind: t.field({
      type: MessageKind,
      select: { action: true, media: true },
      resolve: ({ action, media }) =>
        action !== null ? "SERVICE" : hasPoll(media) ? "POLL" : "REGULAR",
    }),
    serviceAction: t.expose("action", {
      type: "JSON",
      nullable: true,
      description: "What a service message reports, in its source's words.",
    }),
    viewCount: t.exposeInt("views", { nullable: true }),
    forwardCount: t.exposeInt("forwards", { nullable: true }),
    reactions: t.field({
      type: ["ReactionCount"],
      select: { reactions: true },
      resolve: ({ reactions }) =>
        (reactions ?? []) as unknown as { reaction: string; count: number }[],
    }),
    replyTo: t.field({
      type: "Message",
      nullable: true,
      description: "The answered message, when it is archived.",
      select: { replyToMessageId: true, replyToPeerId: true },
      resolve: ({ channelId, replyToMessageId, replyToPeerId }, _args, context, info) =>
        replyToMessageId === null
          ? null
          : messageForField(
              context,
              info.fieldNodes[0]!,
              { channelId: replyToPeerId ?? channelId, id: replyToMessageId },
              () => rowOf(context, info),
            ),
    }),
    replyToMessageId: t.exposeInt("replyToMessageId", { nullable: true }),
    forwardOrigin: t.field({
      type: ForwardOrigin,
      nullable: true,
      select: { forward: true },
      resolve: ({ forward }) => forward as object | null,
    }),
    media: t.field({
      type: ["Media"],
      select: { media: true, files: true },
      resolve: ({ media, files, id }) => decodeMedia(media, files, id),
    }),
    albumId: t.expose("albumId", { type: "BigInt", nullable: true }),
    deletion: t.field({
      type: MessageDeletion,
      nullable: true,
      select: { deletedAt: true },
      resolve: ({ deletedAt }) => (deletedAt === null ? null : { observedAt: deletedAt }),
    }),
    currentRevision: t.field({
      type: "MessageRevision",
      complexity: { field: 2, multiplier: 1 },
      resolve: async (message, _args, context) =>
        (await versionsOf(context, message)).find((version) => version.isCurrent)!,
    }),
    revisionCount: t.int({
      description: "Versions the archive has seen; 1 means never seen edited.",
      select: { _count: { select: { revisions: true } } },
      resolve: ({ _count }) => _count.revisions + 1,
    }),
    revisions: t.connection({
      type: "MessageRevision",
      description: "All versions the archive has seen, the oldest first.",
      complexity: pageCost,
      resolve: async (message, args, context) => {
        const page = pageRequest(args);
        const rows = pageOfVersions(await versionsOf(context, message), page);
        return connectionOf(rows, page, ({ number }) => encodeCursor(REVISION_LIST, [number]));
      },
    }),
    firstArchivedAt: t.expose("firstSeenAt", { type: "DateTime" }),
    lastCheckedAt: t.expose("lastSeenAt", {
      type: "DateTime",
      description: "When the source was last seen to have it.",
    }),
    raw: t.expose("raw", {
      type: "JSON",
      description: "The source's own object, whole. Untrusted.",
    }),
  }),
});

const MessageRef = builder.inputType("MessageRef", {
  description: "One way to name a message.",
  isOneOf: true,
  fields: (t) => ({
    id: t.id(),
    permalink: t.string({ description: "t.me/name/1 or t.me/c/123/1." }),
  }),
});

builder.queryField("message", (t) =>
  t.prismaField({
    type: "Message",
    nullable: true,
    description: "One message, or null when it is not archived.",
    args: { by: t.arg({ type: MessageRef, required: true }) },
    resolve: (query, _root, { by }, { db }) => {
      if (by.permalink == null) {
        const key = messageKey(keyOfType(by.id!, "Message"));
        return db.message.findUnique({ ...query, where: { channelId_id: key } });
      }
      const target = parsePermalink(by.permalink);
      if (!target) throw new InvalidInput("That is no address of a message, such as t.me/name/1.");
      const channel =
        "id" in target.channel
          ? { id: target.channel.id }
          : { username: { equals: target.channel.username, mode: "insensitive" as const } };
      return db.message.findFirst({ ...query, where: { id: target.messageId, channel } });
    },
  }),
);
