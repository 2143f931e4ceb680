import { cellsOf } from "../format/cells.ts";
import { excerpt, highlight } from "../format/highlight.ts";
import { count } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { instant, shortInstant } from "../format/time.ts";
import type { Segment } from "../format/wrap.ts";
import type { ApiSearchEdge } from "../operations/search.ts";
import { serviceWords } from "./action-words.ts";
import { channelName } from "./channel-row.ts";
import { mediaWord } from "./media-words.ts";
import { readPoll } from "./poll.ts";

/** A search hit as the screens know it. The text is cleaned when it is drawn, at its width. */
export interface Hit {
  readonly id: string;
  readonly messageId: SafeText;
  readonly channelId: string;
  readonly channelName: SafeText;
  readonly channelTitle: SafeText;
  /** To the minute, for lists. */
  readonly postedAt: SafeText;
  /** The day alone, for narrow lists. */
  readonly postedDay: SafeText;
  /** To the second. */
  readonly postedAtFull: SafeText;
  readonly editedAt: SafeText | null;
  readonly flags: SafeText;
  readonly flagWords: SafeText;
  readonly author: SafeText | null;
  readonly views: SafeText | null;
  readonly media: readonly SafeText[];
  readonly permalink: SafeText | null;
  /** One line around the first match, in segments that fit `width` columns before marks. */
  segments(width: number): Segment[];
  /** The same with the matches in «…». */
  line(width: number): SafeText;
  /** The whole text in segments, line ends kept. */
  fullSegments(): Segment[];
}

export function toHit({ node, highlights }: ApiSearchEdge): Hit {
  const lead = leadOf(node);
  const segments = (width: number): Segment[] => {
    const shown = excerpt(node.text, highlights, width);
    const body = highlight(shown.text, shown.ranges);
    return lead === "" ? body : [{ text: text`${lead} `, isMarked: false }, ...body];
  };
  return {
    id: node.id,
    messageId: count(node.messageId),
    channelId: node.channel.id,
    channelName: channelName(node.channel),
    channelTitle: safeText(node.channel.title),
    postedAt: shortPosted(node),
    postedDay: shortPosted(node).slice(0, 8) as SafeText,
    postedAtFull: posted(node),
    editedAt: node.editedAt === null ? null : instant(node.editedAt),
    flags: flagsOf(node),
    flagWords: flagWords(node),
    author: authorOf(node.author),
    views: node.viewCount === null ? null : count(node.viewCount),
    media: node.media.map(mediaWord),
    permalink: node.permalink === null ? null : safeText(node.permalink),
    segments,
    line: (width) => cut(segments(width), width),
    fullSegments: () => highlight(node.text, highlights, "block"),
  };
}

type Node = ApiSearchEdge["node"];

/** When a message was posted, as exactly as its source tells. */
export function posted(
  node: Pick<Node, "postedAt" | "postedAtPrecision" | "postedAtRaw">,
): SafeText {
  if (node.postedAt === null) {
    return node.postedAtRaw === null ? text`unknown time` : safeText(node.postedAtRaw);
  }
  const mark = node.postedAtPrecision === "ZONE_UNKNOWN" ? text` (zone unknown)` : text``;
  return text`${instant(node.postedAt)}${mark}`;
}

export function authorOf(author: Node["author"]): SafeText | null {
  const name = author?.displayName || author?.signature;
  if (name) return safeText(name);
  return author?.telegramId ? text`user ${safeText(author.telegramId)}` : null;
}

function shortPosted(node: Node): SafeText {
  return node.postedAt === null ? text`—` : shortInstant(node.postedAt);
}

/** E3 edited, so three versions; E edited before it was archived; ED deleted at its source; M4 four media; R forwarded. */
function flagsOf(node: Node): SafeText {
  const flags = [
    ...(node.revisionCount > 1
      ? [text`E${node.revisionCount}`]
      : node.editedAt === null
        ? []
        : [text`E`]),
    ...(node.deletion === null ? [] : [text`ED`]),
    ...(node.media.length > 0 ? [text`M${node.media.length}`] : []),
    ...(node.forwardOrigin === null ? [] : [text`R`]),
  ];
  return flags.join(" ") as SafeText;
}

function flagWords(node: Node): SafeText {
  const words = [
    ...(node.revisionCount > 1
      ? [text`${node.revisionCount} versions`]
      : node.editedAt === null
        ? []
        : [text`edited before it was first archived`]),
    ...(node.deletion === null ? [] : [text`deleted at source`]),
    ...(node.forwardOrigin === null
      ? []
      : [text`forwarded from ${safeText(node.forwardOrigin.title ?? "an unknown source")}`]),
  ];
  return words.join(" · ") as SafeText;
}

/** What stands for a message that has no text of its own. */
function leadOf(node: Node): SafeText {
  const deleted = node.deletion === null ? text`` : text`[deleted at source]`;
  if (node.text !== "") return deleted;
  const kind = node.kind === "SERVICE" ? text`[${serviceWords(node.serviceAction)}]` : text``;
  const media =
    node.media.length > 0 && node.kind !== "SERVICE"
      ? text`[${node.media.map(mediaLead).join(", ") as SafeText}]`
      : kind;
  return deleted === "" ? media : text`${deleted} ${media}`;
}

/** A poll is known by its question. */
function mediaLead(media: Node["media"][number]): SafeText {
  const poll = readPoll(media.data);
  return poll === null ? mediaWord(media) : text`poll: ${poll.question}`;
}

function cut(segments: readonly Segment[], width: number): SafeText {
  let out = "";
  for (const { text: part, isMarked } of segments) {
    const shown = isMarked ? `«${part}»` : part;
    if (cellsOf(out) + cellsOf(shown) > width) {
      const whole = safeText(out + shown, { width });
      // A mark that was opened is closed, or the reader takes the rest for a match.
      return whole.lastIndexOf("«") > whole.lastIndexOf("»") ? text`${whole}»` : whole;
    }
    out += shown;
  }
  return out as SafeText;
}
