import type { RawSource, UnixSeconds } from "./message.ts";

/** What the archive already knows of a message, as far as judging a version needs it. */
export interface KnownVersion {
  readonly contentHash: string;
  readonly editedAt: UnixSeconds | null;
  readonly rawSource: RawSource;
  readonly text: string;
}

/** Whether a version becomes the current one, is kept as an older one, or is nothing new. */
export type VersionVerdict = "same" | "supersedes" | "older";

/** How much a kind of source tells of a message; a poorer one never replaces a richer one. */
export function sourceRank(source: RawSource): number {
  return { mtproto: 3, desktop_json: 2, desktop_html: 1 }[source];
}

/**
 * Judges an incoming version against the current one.
 *
 * Telegram's edit time orders versions. At equal edit times a version that is already among the
 * revisions is nothing new, so that importing two exports in turn settles; a poorer source with
 * the same text tells nothing new either (HTML has no edit time, no sender ids and no sizes), and
 * with another text it can only be kept beside what is there.
 */
export function judgeVersion(
  incoming: KnownVersion,
  current: KnownVersion,
  isKnownRevision: boolean,
): VersionVerdict {
  if (incoming.contentHash === current.contentHash) return "same";
  const rank = sourceRank(incoming.rawSource) - sourceRank(current.rawSource);
  if (rank < 0) return incoming.text === current.text || isKnownRevision ? "same" : "older";
  const [then, now] = [current.editedAt ?? 0, incoming.editedAt ?? 0];
  if (now > then) return "supersedes";
  if (isKnownRevision) return "same";
  if (now < then) return "older";
  return "supersedes";
}
