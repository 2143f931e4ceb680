import { InvalidInput, InvalidState, NotFound } from "@telekeep/core";

import { channelKey, keyOfType } from "../node-id.ts";
import { builder } from "./builder.ts";

builder.prismaObjectFields("Channel", (t) => ({
  isFollowing: t.boolean({
    description: "New messages, edits and deletions are archived as they happen.",
    select: { following: { select: { since: true } } },
    resolve: ({ following }) => following !== null,
  }),
  followingSince: t.field({
    type: "DateTime",
    nullable: true,
    select: { following: { select: { since: true } } },
    resolve: ({ following }) => following?.since ?? null,
  }),
  followingTrouble: t.string({
    nullable: true,
    description: "Why it cannot be followed at present, in one sentence; it is tried again.",
    select: { following: { select: { trouble: true } } },
    resolve: ({ following }) => following?.trouble ?? null,
  }),
}));

const SetChannelFollowingInput = builder.inputType("SetChannelFollowingInput", {
  fields: (t) => ({
    channelId: t.id({ required: true }),
    isFollowing: t.boolean({ required: true }),
    telegramUserId: t.field({
      type: "BigInt",
      description: "The account to follow with; any that can see the channel unless given.",
    }),
  }),
});

const SetChannelFollowingSuccess = builder
  .objectRef<{ channelId: bigint }>("SetChannelFollowingSuccess")
  .implement({
    fields: (t) => ({
      channel: t.prismaField({
        type: "Channel",
        resolve: (query, { channelId }, _args, { db }) =>
          db.channel.findUniqueOrThrow({ ...query, where: { id: channelId } }),
      }),
    }),
  });

builder.mutationField("setChannelFollowing", (t) =>
  t.field({
    type: SetChannelFollowingSuccess,
    description:
      "Has what happens in a channel archived as it happens, also after restarts; or not any " +
      "more. What is archived stays. Safe to repeat.",
    args: { input: t.arg({ type: SetChannelFollowingInput, required: true }) },
    errors: { types: [InvalidInput, InvalidState, NotFound] },
    resolve: async (_root, { input }, { archive }) => {
      const channelId = channelKey(keyOfType(input.channelId, "Channel"));
      if (archive.telegram === null) throw withoutTelegram();
      const accountId = input.telegramUserId == null ? null : Number(input.telegramUserId);
      await archive.telegram.setFollowing(Number(channelId), input.isFollowing, accountId);
      return { channelId };
    },
  }),
);

function withoutTelegram(): InvalidState {
  return new InvalidState(
    "no_credentials",
    "No channel can be followed: start the server with TELEGRAM_API_ID and TELEGRAM_API_HASH, " +
      "which https://my.telegram.org gives to everybody.",
  );
}
