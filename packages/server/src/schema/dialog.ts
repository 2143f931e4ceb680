import type { Dialog } from "@telekeep/core";
import { InvalidInput } from "@telekeep/core";
import { pageCost, pageRequest } from "../paging/page-request.ts";
import { builder } from "./builder.ts";

const DialogType = builder.objectRef<Dialog>("Dialog").implement({
  description: "A chat of an account at Telegram, archived here or not.",
  fields: (t) => ({
    telegramId: t.field({
      type: "BigInt",
      description: "Marked id, which addChannel takes as a reference.",
      resolve: ({ found }) => BigInt(found.profile.id),
    }),
    kind: t.field({ type: "ChannelKind", resolve: ({ found }) => found.profile.kind }),
    title: t.string({
      description: "Its author's words: untrusted.",
      resolve: ({ found }) => found.profile.title,
    }),
    username: t.string({
      nullable: true,
      description: "Without the @.",
      resolve: ({ found }) => found.profile.username,
    }),
    topMessageId: t.int({
      nullable: true,
      description: "The newest message; null for a chat without any.",
      resolve: ({ found }) => found.topMessageId,
    }),
    isPutAway: t.boolean({
      description: "The account keeps it in Telegram's own folder of archived chats.",
      resolve: ({ isArchived }) => isArchived,
    }),
    channel: t.prismaField({
      type: "Channel",
      nullable: true,
      description: "What is kept of it here; null when it was never added.",
      resolve: (query, { found }, _args, { db }) =>
        db.channel.findUnique({ ...query, where: { id: BigInt(found.profile.id) } }),
    }),
  }),
});

/** Milliseconds; a request is given up later still. */
const PATIENCE = 8_000;

builder.queryField("dialogs", (t) =>
  t.connection({
    type: DialogType,
    description:
      "The chats of an account, in Telegram's order, to choose from. Asks Telegram, so read it on " +
      "while it is fresh; it can only be read forward.",
    args: {
      telegramUserId: t.arg({
        type: "BigInt",
        description: "The account; the first that is signed in unless given.",
      }),
    },
    complexity: pageCost,
    resolve: async (_root, { telegramUserId, ...args }, { archive }) => {
      const { size, backward, before, after } = pageRequest(args);
      if (backward || before !== null) {
        throw new InvalidInput("A chat list can only be read forward; use first and after.");
      }
      const account = telegramUserId == null ? null : Number(telegramUserId);
      const signal = AbortSignal.timeout(PATIENCE);
      const read = await archive.telegram?.dialogs.read(account, after, size, signal);
      const edges = (read?.dialogs ?? []).map(({ dialog, place }) => ({
        node: dialog,
        cursor: place,
      }));
      return {
        edges,
        pageInfo: {
          hasNextPage: read?.hasMore ?? false,
          hasPreviousPage: after !== null,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      };
    },
  }),
);
