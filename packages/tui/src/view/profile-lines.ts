import { count } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { instant } from "../format/time.ts";
import type { ApiChannelProfile } from "../operations/channel-profile.ts";

type Seen = NonNullable<ApiChannelProfile["profileRevisions"]["edges"][number]>["node"];

/** What is known of a channel, as lines: what it is now, what belongs to it, what it was before. */
export function profileLines(channel: ApiChannelProfile): SafeText[] {
  const { title, about, telegramId, kind, username, earlier, later, linked } = channel;
  const name = username === null ? text`no username` : text`@${safeText(username)}`;
  const number = telegramId === null ? text`` : text` · ${safeText(String(telegramId))}`;
  const traits = [
    channel.isVerified === true ? "verified" : null,
    channel.isPrivate === true ? "private" : null,
    channel.isProtected === true ? "forbids forwarding" : null,
    channel.isForum === true ? "divided into topics" : null,
  ].filter((trait) => trait !== null);
  const numberOf = (other: { telegramId: unknown }) => safeText(String(other.telegramId));
  return [
    safeText(title),
    text`${name} · ${safeText(kind.toLowerCase())}${number}`,
    ...(traits.length === 0 ? [] : [safeText(traits.join(", "))]),
    ...(about ? [text``, safeText(about)] : []),
    ...(earlier === null
      ? []
      : [
          text``,
          text`Goes on with the group ${safeText(earlier.title)} (${numberOf(earlier)}): ${count(earlier.stats.messageCount.value)} messages`,
        ]),
    ...(later === null
      ? []
      : [text``, text`Became the supergroup ${safeText(later.title)} (${numberOf(later)})`]),
    ...(linked === null
      ? []
      : [text``, text`Belongs with ${safeText(linked.title)} (${numberOf(linked)})`]),
    text``,
    text`What was seen of it, newest first (UTC)`,
    ...seenLines(channel.profileRevisions.edges.flatMap((edge) => (edge ? [edge.node] : []))),
  ];
}

/** Each with what differs from the one before it; the oldest one whole. */
function seenLines(seen: readonly Seen[]): SafeText[] {
  return seen.map((one, index) => {
    const before = seen[index + 1];
    const words = [
      before?.title === one.title ? null : text`title ${safeText(one.title)}`,
      before?.username === one.username
        ? null
        : one.username === null
          ? text`no username`
          : text`username @${safeText(one.username)}`,
      !before || before.about === one.about ? null : text`about ${safeText(one.about ?? "")}`,
      !before || before.photoId === one.photoId ? null : text`another picture`,
    ].filter((word) => word !== null);
    const [first = text`another setting`, ...others] = words;
    return text`${instant(one.observedAt)}  ${others.reduce((all, word) => text`${all}; ${word}`, first)}`;
  });
}
