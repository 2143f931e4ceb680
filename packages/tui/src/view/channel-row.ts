import { count, relatedCount } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { day, instant, shortInstant } from "../format/time.ts";
import type { ApiChannel, ApiChannelProgress } from "../operations/channels.ts";
import { idName } from "../query/find-channels.ts";
import { type ProgressView, toProgressView } from "./channel-progress.ts";

/** A channel as the screens know it: every string is safe to draw. */
export interface ChannelRow {
  readonly id: string;
  /** The short name that stands left of other columns: @username, or what replaces it. */
  readonly name: SafeText;
  readonly title: SafeText;
  readonly kind: ApiChannel["kind"];
  readonly messages: SafeText;
  readonly messageCount: number;
  readonly revisions: number;
  readonly quarantined: number;
  readonly examined: Examined;
  readonly progress: ProgressView;
  readonly isFollowing: boolean;
  /** Why it is not, although it should be. */
  readonly followingTrouble: SafeText | null;
  readonly oldest: SafeText;
  readonly newest: SafeText;
  /** To the minute, for the list. */
  readonly newestShort: SafeText;
  readonly lastArchived: SafeText;
  /** Letters by which lists filter, lower case. */
  readonly searchKey: string;
}

/**
 * How much of a channel was examined at its source. An import proves nothing about what it does
 * not hold, so it has no share: showing 0 % would call a complete import a failure.
 */
export type Examined =
  | { readonly kind: "imported" }
  | { readonly kind: "examined"; readonly fraction: number; readonly missing: number };

export function toChannelRow(channel: ApiChannel): ChannelRow {
  const { stats, progress } = channel;
  const title = safeText(channel.title);
  return {
    id: channel.id,
    name: channelName(channel),
    title,
    kind: channel.kind,
    messages: relatedCount(stats.messageCount),
    messageCount: stats.messageCount.value,
    revisions: stats.revisionCount,
    quarantined: stats.quarantinedCount,
    examined: examinedOf(progress),
    progress: toProgressView(progress),
    isFollowing: channel.isFollowing,
    followingTrouble: channel.followingTrouble === null ? null : safeText(channel.followingTrouble),
    oldest: day(stats.oldestMessageAt),
    newest: instant(stats.newestMessageAt),
    newestShort: shortInstant(stats.newestMessageAt),
    lastArchived: instant(stats.lastArchivedAt),
    searchKey: `${channel.username ?? ""} ${title}`.toLowerCase(),
  };
}

/** The row with what its archiving is doing now; the same row when nothing of it differs. */
export function withProgress(row: ChannelRow, progress: ApiChannelProgress): ChannelRow {
  const messageCount = progress.archivedMessages;
  const next: ChannelRow = {
    ...row,
    messageCount,
    messages: messageCount === row.messageCount ? row.messages : count(messageCount),
    examined: examinedOf(progress),
    progress: toProgressView(progress),
  };
  return JSON.stringify(next) === JSON.stringify(row) ? row : next;
}

function examinedOf(progress: ApiChannelProgress): Examined {
  const { state, coveredIds, knownIds, archivedMessages } = progress;
  const isImported = coveredIds === 0 && archivedMessages > 0 && state === "IDLE";
  if (isImported) return { kind: "imported" };
  const missing = knownIds - coveredIds;
  return {
    kind: "examined",
    fraction: knownIds === 0 ? 0 : coveredIds / knownIds,
    missing,
  };
}

const NARROW = /^[\x20-\x7e\u00a1-\u024f\u0370-\u03ff\u0400-\u052f]+$/;
const USERNAME = /^[A-Za-z0-9_]{1,32}$/;

/**
 * A name that may stand left of other columns: the @username, or the title when every character
 * is surely one column wide and runs left to right, or the id. The full title is shown where
 * nothing stands to its right.
 */
export function channelName(channel: {
  readonly username: string | null;
  readonly title: string;
  readonly telegramId: string | null;
}): SafeText {
  if (channel.username !== null && USERNAME.test(channel.username)) {
    return safeText(`@${channel.username}`);
  }
  const title = simplify(safeText(channel.title));
  if (title !== "" && NARROW.test(title)) return title;
  return safeText(channel.telegramId === null ? "(see title)" : idName(channel.telegramId));
}

/** Dashes and quotes of print, whose width terminals disagree about, as their plain relatives. */
function simplify(title: SafeText): SafeText {
  return title
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d\u00ab\u00bb]/g, '"')
    .replaceAll("…", "...") as SafeText;
}

/** One line about what a channel holds, for the strip below the list. */
export function channelSummary(row: ChannelRow): SafeText {
  const quarantined = row.quarantined > 0 ? text` · ${count(row.quarantined)} set aside` : text``;
  return text`${row.messages} messages · ${count(row.revisions)} older versions kept${quarantined}`;
}
