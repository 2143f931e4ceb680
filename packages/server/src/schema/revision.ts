import { decodeMedia } from "../decode/media.ts";
import { decodeEntities } from "../decode/text-entities.ts";
import { wordDiff } from "../decode/word-diff.ts";
import { versionByKey, versionsOf } from "../loading/revisions.ts";
import { formatRevisionKey, revisionKey } from "../node-id.ts";
import type { RevisionShape } from "../shapes.ts";
import { builder, storedEnum } from "./builder.ts";

const ObservationSource = builder.enumType("ObservationSource", {
  description: "How the archive came to see a version.",
  values: storedEnum(["backfill", "live", "recheck", "import"]),
});

const RawSource = builder.enumType("RawSource", {
  description: "The kind of material a version was read from.",
  values: storedEnum(["mtproto", "desktop_json", "desktop_html"]),
});

const DiffOp = builder.enumType("DiffOp", { values: ["EQUAL", "INSERT", "DELETE"] as const });

const DiffHunk = builder
  .objectRef<{ op: "EQUAL" | "INSERT" | "DELETE"; text: string }>("DiffHunk")
  .implement({
    fields: (t) => ({ op: t.expose("op", { type: DiffOp }), text: t.exposeString("text") }),
  });

builder.node("MessageRevision", {
  description: "One version of a message, as it was seen at one time. It never changes.",
  id: {
    resolve: (version) =>
      formatRevisionKey({
        channelId: version.channelId,
        id: version.messageId,
        contentHash: version.contentHash,
        seenAt: version.observedAt.getTime(),
      }),
  },
  loadWithoutCache: (key: string, context) => versionByKey(context, revisionKey(key)),
  fields: (t) => ({
    message: t.prismaField({
      type: "Message",
      resolve: (query, { channelId, messageId }, _args, { db }) =>
        db.message.findUniqueOrThrow({
          ...query,
          where: { channelId_id: { channelId, id: messageId } },
        }),
    }),
    number: t.exposeInt("number", { description: "1 for the oldest version known." }),
    observedAt: t.expose("observedAt", {
      type: "DateTime",
      description: "When the archive first saw it.",
    }),
    telegramEditedAt: t.expose("telegramEditedAt", { type: "DateTime", nullable: true }),
    source: t.field({ type: ObservationSource, resolve: ({ source }) => source as "import" }),
    rawSource: t.field({ type: RawSource, resolve: ({ rawSource }) => rawSource as "mtproto" }),
    text: t.exposeString("text"),
    entities: t.field({
      type: ["TextEntity"],
      resolve: ({ entities, text }) => decodeEntities(entities, text),
    }),
    media: t.field({
      type: ["Media"],
      description: "Its attachments; files are known for the current version alone.",
      resolve: async (version, _args, { db }) => {
        const { channelId, messageId, isCurrent, media } = version;
        const files = isCurrent
          ? await db.messageMedia.findMany({ where: { channelId, id: messageId } })
          : [];
        return decodeMedia(media, files, messageId);
      },
    }),
    contentHash: t.expose("contentHash", { type: "Sha256" }),
    isCurrent: t.exposeBoolean("isCurrent"),
    previous: t.field({
      type: "MessageRevision",
      nullable: true,
      resolve: (version, _args, context) => previousOf(version, context),
    }),
    diff: t.field({
      type: [DiffHunk],
      description: "What changed against the previous version, by words; empty for the first.",
      complexity: { field: 10, multiplier: 1 },
      resolve: async (version, _args, context) => {
        const previous = await previousOf(version, context);
        return previous ? wordDiff(previous.text, version.text) : [];
      },
    }),
  }),
});

async function previousOf(
  version: RevisionShape,
  context: Parameters<typeof versionsOf>[0],
): Promise<RevisionShape | null> {
  if (version.number === 1) return null;
  const versions = await versionsOf(context, {
    channelId: version.channelId,
    id: version.messageId,
  });
  return versions.find(({ number }) => number === version.number - 1) ?? null;
}
