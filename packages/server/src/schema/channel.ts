import { InvalidInput } from "@telekeep/core";

import { channelFacts } from "../loading/channel-facts.ts";
import { CHANNEL_LIST, channelPage } from "../loading/channels.ts";
import { countEarlier, timelineCursor, timelinePage } from "../loading/timeline.ts";
import { channelKey, keyOfType } from "../node-id.ts";
import { connectionOf } from "../paging/connection.ts";
import { encodeCursor } from "../paging/cursor.ts";
import { pageCost, pageRequest } from "../paging/page-request.ts";
import { builder, rowsOf, storedEnum } from "./builder.ts";

builder.enumType("ChannelKind", {
  description: "What sort of Telegram chat it is.",
  values: storedEnum(["channel", "supergroup", "group", "private"]),
});

builder.prismaNode("Channel", {
  description: "A Telegram channel, supergroup, group or private chat that is archived.",
  id: { resolve: (channel) => channel.id },
  findUnique: (key: string) => ({ id: channelKey(key) }),
  nullable: true,
  select: { id: true },
  fields: (t) => ({
    telegramId: t.field({
      type: "BigInt",
      nullable: true,
      description:
        "Marked id: a user n, a basic group -n, a channel or supergroup -(10^12 + n). Null when " +
        "the source did not tell.",
      select: { isIdFromTelegram: true },
      resolve: (channel) => (channel.isIdFromTelegram ? channel.id : null),
    }),
    kind: t.expose("kind", { type: "ChannelKind" }),
    title: t.exposeString("title", { description: "Its author's words: untrusted." }),
    username: t.exposeString("username", { nullable: true, description: "Without the @." }),
    isPrivate: t.exposeBoolean("isPrivate", {
      nullable: true,
      description: "Null when the source does not tell.",
    }),
    addedAt: t.expose("addedAt", { type: "DateTime" }),
    stats: t.field({
      type: ChannelStats(),
      select: { messageCount: true, revisionCount: true, lastArchivedAt: true },
      resolve: (channel) => channel,
    }),
    coverage: t.field({
      type: "Coverage",
      resolve: (channel) => ({ channelId: channel.id }),
    }),
    messages: t.connection(
      {
        type: "Message",
        description:
          "Its messages, the newest first; those of the basic group that it was before come after " +
          "its own.",
        select: { id: true, messageCount: true, migratedFrom: true },
        args: {
          isWholeTimeline: t.arg.boolean({
            required: true,
            defaultValue: true,
            description: "Whether the group's messages are among them.",
          }),
        },
        complexity: pageCost,
        resolve: async (channel, { isWholeTimeline, ...args }, context, info) => {
          const page = pageRequest(args);
          const timeline = {
            id: channel.id,
            earlierId: isWholeTimeline ? channel.migratedFrom : null,
          };
          const selection = rowsOf(context, info, { channelId: true, id: true });
          const rows = await timelinePage(context, timeline, page, selection);
          return {
            ...connectionOf(rows, page, (message) => timelineCursor(timeline, message)),
            totalCount: async () => channel.messageCount + (await countEarlier(context, timeline)),
          };
        },
      },
      {
        fields: (connection) => ({
          totalCount: connection.field({
            type: "Count",
            complexity: 0,
            resolve: async ({ totalCount }) => ({
              value: await totalCount(),
              relation: "EXACT" as const,
            }),
          }),
        }),
      },
    ),
  }),
});

/** Declared as a function so that the node above can come first. */
function ChannelStats() {
  return builder
    .objectRef<{
      id: bigint;
      messageCount: number;
      revisionCount: number;
      lastArchivedAt: Date | null;
    }>("ChannelStats")
    .implement({
      description: "What is archived of a channel, counted as it is written.",
      fields: (t) => ({
        messageCount: t.field({
          type: "Count",
          resolve: ({ messageCount }) => ({ value: messageCount, relation: "EXACT" as const }),
        }),
        revisionCount: t.exposeInt("revisionCount", {
          description: "Versions that are not the current one of their message.",
        }),
        quarantinedCount: t.int({
          description: "What should have been a message and could not be stored as one.",
          resolve: async ({ id }, _args, context) =>
            (await channelFacts(context, id)).quarantinedCount,
        }),
        oldestMessageAt: t.field({
          type: "DateTime",
          nullable: true,
          resolve: async ({ id }, _args, context) =>
            (await channelFacts(context, id)).oldestMessageAt,
        }),
        newestMessageAt: t.field({
          type: "DateTime",
          nullable: true,
          resolve: async ({ id }, _args, context) =>
            (await channelFacts(context, id)).newestMessageAt,
        }),
        lastArchivedAt: t.expose("lastArchivedAt", {
          type: "DateTime",
          nullable: true,
          description: "When archiving last changed anything here.",
        }),
      }),
    });
}

const ChannelRef = builder.inputType("ChannelRef", {
  description: "One way to name a channel.",
  isOneOf: true,
  fields: (t) => ({ id: t.id(), telegramId: t.field({ type: "BigInt" }), username: t.string() }),
});

builder.queryFields((t) => ({
  channel: t.prismaField({
    type: "Channel",
    nullable: true,
    description: "One channel, or null when it is not archived.",
    args: { by: t.arg({ type: ChannelRef, required: true }) },
    resolve: (query, _root, { by }, { db }) => {
      if (by.username != null) {
        const username = by.username.replace(/^@/, "");
        if (!/^\w{1,64}$/.test(username)) throw new InvalidInput("That is not a username.");
        return db.channel.findFirst({
          ...query,
          where: { username: { equals: username, mode: "insensitive" } },
        });
      }
      return by.telegramId != null
        ? db.channel.findFirst({ ...query, where: { id: by.telegramId, isIdFromTelegram: true } })
        : db.channel.findUnique({
            ...query,
            where: { id: channelKey(keyOfType(by.id!, "Channel")) },
          });
    },
  }),
  channels: t.connection(
    {
      type: "Channel",
      description: "All channels by title.",
      complexity: pageCost,
      resolve: async (_root, args, context, info) => {
        const page = pageRequest(args);
        const rows = await channelPage(
          context,
          page,
          rowsOf(context, info, { id: true, title: true }),
        );
        return connectionOf(rows, page, ({ title, id }) =>
          encodeCursor(CHANNEL_LIST, [title, String(id)]),
        );
      },
    },
    {
      fields: (connection) => ({
        totalCount: connection.field({
          type: "Count",
          complexity: 0,
          resolve: async (_parent, _args, { db }) => ({
            value: await db.channel.count(),
            relation: "EXACT" as const,
          }),
        }),
      }),
    },
  ),
}));
