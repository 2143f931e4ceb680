import { randomUUID } from "node:crypto";
import {
  AccountRefused,
  ChannelInaccessible,
  Conflict,
  InvalidInput,
  InvalidState,
  NotFound,
  PauseTooLong,
  SourceUnavailable,
  VaultLocked,
} from "@telekeep/core";
import { builder } from "./builder.ts";

const AddChannelInput = builder.inputType("AddChannelInput", {
  fields: (t) => ({
    reference: t.string({
      required: true,
      description: "@name, a t.me link, an invite link, or a number like -1001234567890.",
    }),
    telegramUserId: t.field({
      type: "BigInt",
      description: "The account to look with; the first that is signed in unless given.",
    }),
    startIngestion: t.boolean({
      required: true,
      defaultValue: true,
      description: "Whether to fetch its whole history at once.",
    }),
  }),
});

const AddChannelSuccess = builder
  .objectRef<{ channelId: number; jobId: string | null }>("AddChannelSuccess")
  .implement({
    fields: (t) => ({
      channel: t.prismaField({
        type: "Channel",
        resolve: (query, { channelId }, _args, { db }) =>
          db.channel.findUniqueOrThrow({ ...query, where: { id: BigInt(channelId) } }),
      }),
      job: t.prismaField({
        type: "Job",
        nullable: true,
        description: "The job that fetches its history, when one was started.",
        resolve: (query, { jobId }, _args, { db }) =>
          jobId === null ? null : db.job.findUniqueOrThrow({ ...query, where: { id: jobId } }),
      }),
    }),
  });

builder.mutationField("addChannel", (t) =>
  t.field({
    type: AddChannelSuccess,
    description: "Finds a channel at Telegram, makes it known here, and fetches its history.",
    args: { input: t.arg({ type: AddChannelInput, required: true }) },
    errors: {
      types: [
        ...[InvalidInput, InvalidState, NotFound, Conflict, ChannelInaccessible],
        ...[AccountRefused, SourceUnavailable, PauseTooLong, VaultLocked],
      ],
    },
    resolve: async (_root, { input }, { archive, viewer }) => {
      if (archive.telegram === null) throw withoutTelegram();
      const accountId = input.telegramUserId == null ? null : Number(input.telegramUserId);
      const { profile } = await archive.telegram.addChannel(
        input.reference,
        accountId,
        AbortSignal.timeout(PATIENCE),
      );
      if (!input.startIngestion) return { channelId: profile.id, jobId: null };
      const job = await archive.startBackfill({
        ...{ channelId: profile.id, accountId, from: null, to: null, since: null, until: null },
        ...{ order: "newest_first", idempotencyKey: randomUUID(), createdBy: viewer.name },
      });
      return { channelId: profile.id, jobId: job.id };
    },
  }),
);

/** Milliseconds; a request is given up later still. */
const PATIENCE = 8_000;

function withoutTelegram(): InvalidState {
  return new InvalidState(
    "no_credentials",
    "No channel can be looked for: start the server with TELEGRAM_API_ID and TELEGRAM_API_HASH, " +
      "which https://my.telegram.org gives to everybody.",
  );
}
