import type { Prisma } from "@telekeep/prisma/client";

import { PROFILE_LIST, profilePage } from "../loading/profiles.ts";
import { connectionOf } from "../paging/connection.ts";
import { encodeCursor } from "../paging/cursor.ts";
import { pageCost, pageRequest } from "../paging/page-request.ts";
import { builder } from "./builder.ts";

const ChannelProfileRevision = builder
  .objectRef<Prisma.ChannelProfileModel>("ChannelProfileRevision")
  .implement({
    description: "What a channel was like from a moment on. Its words are its authors': untrusted.",
    fields: (t) => ({
      observedAt: t.field({
        type: "DateTime",
        description: "When the archive first saw it so.",
        resolve: ({ firstSeenAt }) => firstSeenAt,
      }),
      kind: t.field({ type: "ChannelKind", resolve: ({ kind }) => kind }),
      title: t.exposeString("title"),
      username: t.exposeString("username", { nullable: true, description: "Without the @." }),
      about: t.exposeString("about", {
        nullable: true,
        description: "Null when the source does not tell.",
      }),
      photoId: t.field({
        type: "BigInt",
        nullable: true,
        description: "Telegram's id of its picture.",
        resolve: ({ photoId }) => photoId,
      }),
      isPrivate: t.exposeBoolean("isPrivate", { nullable: true }),
      isProtected: t.exposeBoolean("isProtected", { nullable: true }),
      isVerified: t.exposeBoolean("isVerified", { nullable: true }),
    }),
  });

builder.prismaObjectFields("Channel", (t) => ({
  about: t.exposeString("about", {
    nullable: true,
    description: "Its own words about itself: untrusted. Null when the source does not tell.",
  }),
  photoId: t.field({
    type: "BigInt",
    nullable: true,
    description: "Telegram's id of its picture.",
    select: { photoId: true },
    resolve: ({ photoId }) => photoId,
  }),
  isVerified: t.exposeBoolean("isVerified", {
    nullable: true,
    description: "Telegram vouches for it. Null when the source does not tell.",
  }),
  isProtected: t.exposeBoolean("isProtected", {
    nullable: true,
    description: "It forbids forwarding and saving. Null when the source does not tell.",
  }),
  isForum: t.exposeBoolean("isForum", {
    nullable: true,
    description: "It is divided into topics. Null when the source does not tell.",
  }),
  earlier: t.prismaField({
    type: "Channel",
    nullable: true,
    description: "The basic group that it was before, when that is archived.",
    select: { migratedFrom: true },
    resolve: (query, { migratedFrom }, _args, { db }) =>
      migratedFrom === null
        ? null
        : db.channel.findUnique({ ...query, where: { id: migratedFrom } }),
  }),
  later: t.prismaField({
    type: "Channel",
    nullable: true,
    description: "The supergroup that this basic group became, when that is archived.",
    select: { id: true, kind: true },
    resolve: (query, { id, kind }, _args, { db }) =>
      kind === "group" ? db.channel.findFirst({ ...query, where: { migratedFrom: id } }) : null,
  }),
  linked: t.prismaField({
    type: "Channel",
    nullable: true,
    description:
      "The discussion group of a channel, or the channel of a discussion group, when that is " +
      "archived.",
    select: { linkedChannelId: true },
    resolve: (query, { linkedChannelId }, _args, { db }) =>
      linkedChannelId === null
        ? null
        : db.channel.findUnique({ ...query, where: { id: linkedChannelId } }),
  }),
  profileRevisions: t.connection({
    type: ChannelProfileRevision,
    description: "What was seen of it, one for each change, the newest first.",
    select: { id: true },
    complexity: pageCost,
    resolve: async ({ id }, args, context) => {
      const page = pageRequest(args);
      const rows = await profilePage(context, id, page);
      return connectionOf(rows, page, (row) => encodeCursor(PROFILE_LIST, [String(row.id)]));
    },
  }),
}));
