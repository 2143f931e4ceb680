import type { Prisma } from "@telekeep/prisma/client";

import type { Context } from "../context.ts";
import type { MessageKey, RevisionKey } from "../node-id.ts";
import { decodeCursor } from "../paging/cursor.ts";
import type { PageRequest } from "../paging/page-request.ts";
import type { RevisionShape } from "../shapes.ts";

/** Name of the list in its cursors. */
export const REVISION_LIST = "revisions";

const COLUMNS = {
  channelId: true,
  id: true,
  contentHash: true,
  editedAt: true,
  versionSeenAt: true,
  source: true,
  rawSource: true,
  text: true,
  entities: true,
  media: true,
} satisfies Prisma.MessageRevisionSelect & Prisma.MessageSelect;

type Version = Pick<Prisma.MessageRevisionModel, keyof typeof COLUMNS>;

/**
 * All known versions of a message, oldest first: by Telegram's edit time, then by when the archive
 * saw them. Empty when there is no such message. A message has few versions: Telegram allows edits
 * for two days, and each is at most a few kilobytes.
 */
export async function versionsOf({ db }: Context, key: MessageKey): Promise<RevisionShape[]> {
  const { channelId, id } = key;
  const [current, older] = await Promise.all([
    db.message.findUnique({ where: { channelId_id: { channelId, id } }, select: COLUMNS }),
    db.messageRevision.findMany({ where: { channelId, id }, select: COLUMNS }),
  ]);
  if (!current) return [];
  return [...older, current]
    .sort((a, b) => compare(a, b) || (a === current ? 1 : -1))
    .map((version, index) => shape(version, index + 1, version === current));
}

/** One version by its id, or null. */
export async function versionByKey(
  context: Context,
  key: RevisionKey,
): Promise<RevisionShape | null> {
  const sameContent = (await versionsOf(context, key)).filter(
    (version) => version.contentHash === key.contentHash,
  );
  // A version that came back keeps one row for its earlier times: any of them shows its content.
  return (
    sameContent.find((version) => version.observedAt.getTime() === key.seenAt) ??
    sameContent[0] ??
    null
  );
}

/** One page of a message's versions, in reading order. */
export function pageOfVersions(
  versions: readonly RevisionShape[],
  page: PageRequest,
): RevisionShape[] {
  const bound = (cursor: string) => decodeCursor(REVISION_LIST, cursor, ["number"])[0];
  const after = page.after === null ? 0 : bound(page.after);
  const before = page.before === null ? Infinity : bound(page.before);
  const within = versions.filter(({ number }) => number > after && number < before);
  return (page.backward ? within.reverse() : within).slice(0, page.size + 1);
}

function compare(a: Version, b: Version): number {
  const edited = (a.editedAt?.getTime() ?? 0) - (b.editedAt?.getTime() ?? 0);
  return edited || a.versionSeenAt.getTime() - b.versionSeenAt.getTime();
}

function shape(version: Version, number: number, isCurrent: boolean): RevisionShape {
  return {
    channelId: version.channelId,
    messageId: version.id,
    number,
    isCurrent,
    contentHash: Buffer.from(version.contentHash).toString("hex"),
    observedAt: version.versionSeenAt,
    telegramEditedAt: version.editedAt,
    source: version.source,
    rawSource: version.rawSource,
    text: version.text,
    entities: version.entities,
    media: version.media,
  };
}
