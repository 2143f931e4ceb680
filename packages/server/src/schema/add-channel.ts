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
import type { ArchiveDoor } from "../context.ts";
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
    withDiscussion: t.boolean({
      required: true,
      defaultValue: false,
      description: "Whether to add the channel's discussion group as well: its comments.",
    }),
  }),
});

const AddChannelSuccess = builder.objectRef<Added>("AddChannelSuccess").implement({
  fields: (t) => ({
    channel: t.prismaField({
      type: "Channel",
      resolve: (query, { channelIds: [channelId] }, _args, { db }) =>
        db.channel.findUniqueOrThrow({ ...query, where: { id: channelId } }),
    }),
    channels: t.prismaField({
      type: ["Channel"],
      description:
        "The channel, the group that it was before, and its discussion group, as far as there is " +
        "any, it was asked for, and the account can see it.",
      resolve: async (query, { channelIds }, _args, { db }) =>
        await Promise.all(
          channelIds.map((id) => db.channel.findUniqueOrThrow({ ...query, where: { id } })),
        ),
    }),
    job: t.prismaField({
      type: "Job",
      nullable: true,
      description: "The job that fetches its history, when one was started.",
      resolve: (query, { jobIds: [id] }, _args, { db }) =>
        id === undefined ? null : db.job.findUniqueOrThrow({ ...query, where: { id } }),
    }),
    jobs: t.prismaField({
      type: ["Job"],
      description: "The jobs that fetch the history of each of `channels`, if they were started.",
      resolve: async (query, { jobIds }, _args, { db }) =>
        await Promise.all(
          jobIds.map((id) => db.job.findUniqueOrThrow({ ...query, where: { id } })),
        ),
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
      const { reference, withDiscussion } = input;
      const { channel, earlier, discussion } = await archive.telegram.addChannel(
        { reference, accountId, withDiscussion },
        AbortSignal.timeout(PATIENCE),
      );
      const others = [earlier, discussion].filter((one) => one !== null);
      const ids = [channel, ...others].map(({ profile }) => profile.id);
      const channelIds: Added["channelIds"] = [
        BigInt(channel.profile.id),
        ...others.map(({ profile }) => BigInt(profile.id)),
      ];
      const jobIds: string[] = [];
      for (const id of input.startIngestion ? ids : []) {
        jobIds.push(await fetchWhole(archive, id, accountId, viewer.name));
      }
      return { channelIds, jobIds };
    },
  }),
);

/** What was added, the channel itself first. */
interface Added {
  readonly channelIds: readonly [bigint, ...bigint[]];
  readonly jobIds: readonly string[];
}

async function fetchWhole(
  archive: ArchiveDoor,
  channelId: number,
  accountId: number | null,
  createdBy: string,
): Promise<string> {
  const { job } = await archive.startBackfill({
    ...{ channelId, accountId, from: null, to: null, since: null, until: null },
    ...{ order: "newest_first", idempotencyKey: randomUUID(), createdBy },
  });
  return job.id;
}

/** Milliseconds; a request is given up later still. */
const PATIENCE = 8_000;

function withoutTelegram(): InvalidState {
  return new InvalidState(
    "no_credentials",
    "No channel can be looked for: start the server with TELEGRAM_API_ID and TELEGRAM_API_HASH, " +
      "which https://my.telegram.org gives to everybody.",
  );
}
