import { bytes, count, plural } from "../format/number.ts";
import { type SafeText, type SafeTextMode, safeText, text } from "../format/safe-text.ts";
import { instant } from "../format/time.ts";
import type { ApiMessage } from "../operations/message.ts";
import { serviceWords } from "./action-words.ts";
import { channelName } from "./channel-row.ts";
import { authorOf, posted } from "./hit.ts";
import { mediaWord } from "./media-words.ts";
import { pollLines } from "./poll.ts";

export interface RevisionView {
  readonly number: number;
  readonly observedAt: SafeText;
  readonly editedAt: SafeText;
  readonly source: SafeText;
  /** What changed against the version before, in a few words. */
  readonly change: SafeText;
  readonly hash: SafeText;
  readonly isCurrent: boolean;
  readonly diff: readonly { readonly op: "EQUAL" | "INSERT" | "DELETE"; readonly text: SafeText }[];
  body(mode: SafeTextMode): SafeText;
}

/** A message as its screen knows it. Untrusted text is cleaned on the way in or when asked for. */
export interface MessageView {
  readonly id: string;
  readonly title: SafeText;
  readonly channelTitle: SafeText;
  /** Label and value, in the order of the screen. */
  readonly facts: readonly (readonly [SafeText, SafeText])[];
  readonly flags: SafeText;
  readonly revisionCount: number;
  /** Oldest first; the newest fifty. */
  readonly revisions: readonly RevisionView[];
  readonly media: readonly MediaView[];
  body(mode: SafeTextMode): SafeText;
  raw(mode: SafeTextMode): SafeText;
}

export interface MediaView {
  readonly what: SafeText;
  readonly details: readonly SafeText[];
}

export function toMessageView(message: ApiMessage): MessageView {
  const revisions = message.revisions.edges.flatMap((edge) =>
    edge ? [toRevision(edge.node)] : [],
  );
  return {
    id: message.id,
    title: text`${channelName(message.channel)} / ${count(message.messageId)}`,
    channelTitle: safeText(message.channel.title),
    facts: factsOf(message),
    flags: flagsOf(message),
    revisionCount: message.revisionCount,
    revisions,
    media: message.media.map(toMedia),
    body: (mode) => bodyOf(message, mode),
    raw: (mode) => safeText(JSON.stringify(message.raw, null, 2) ?? "null", { mode }),
  };
}

/** The text, and below it the polls: they are what the message says. */
function bodyOf(message: ApiMessage, mode: SafeTextMode): SafeText {
  const polls = message.media.flatMap(({ data }) => pollLines(data, mode).join("\n") || []);
  const body = safeText(message.text, { mode });
  return [...(body === "" ? [] : [body]), ...polls].join("\n\n") as SafeText;
}

function factsOf(message: ApiMessage): [SafeText, SafeText][] {
  const facts: [SafeText, SafeText][] = [
    [text`posted`, posted(message)],
    [
      text`archived`,
      text`${instant(message.firstArchivedAt)}, last seen ${instant(message.lastCheckedAt)}`,
    ],
  ];
  const author = authorOf(message.author);
  if (author !== null) facts.push([text`author`, author]);
  const numbers = [
    ...(message.viewCount === null ? [] : [text`${count(message.viewCount)} views`]),
    ...(message.forwardCount === null ? [] : [text`${count(message.forwardCount)} forwards`]),
    ...message.reactions.map(
      ({ reaction, count: times }) => text`${count(times)} ${safeText(reaction)}`,
    ),
  ];
  if (numbers.length > 0) facts.push([text`seen`, numbers.join(" · ") as SafeText]);
  if (message.replyToMessageId !== null) {
    const quoted = message.replyTo
      ? text` ↳ ${safeText(message.replyTo.text)}`
      : text` (not archived)`;
    facts.push([text`reply to`, text`${count(message.replyToMessageId)}${quoted}`]);
  }
  if (message.forwardOrigin !== null) {
    const { title, messageId } = message.forwardOrigin;
    const id = messageId === null ? text`` : text`${count(messageId)} of `;
    facts.push([text`forward`, text`${id}${safeText(title ?? "an unknown source")}`]);
  }
  if (message.permalink !== null) facts.push([text`link`, safeText(message.permalink)]);
  if (message.kind === "SERVICE") {
    facts.push([text`service`, serviceWords(message.serviceAction)]);
  }
  return facts;
}

function flagsOf(message: ApiMessage): SafeText {
  const edited =
    message.revisionCount > 1
      ? text`EDITED, ${message.revisionCount} versions`
      : message.editedAt === null
        ? text`never seen edited`
        : text`edited ${instant(message.editedAt)}, before it was first archived`;
  return message.deletion === null
    ? edited
    : text`DELETED AT SOURCE, seen ${instant(message.deletion.observedAt)} · ${edited}`;
}

type ApiRevision = NonNullable<ApiMessage["revisions"]["edges"][number]>["node"];

function toRevision(revision: ApiRevision): RevisionView {
  return {
    number: revision.number,
    observedAt: instant(revision.observedAt),
    editedAt: instant(revision.telegramEditedAt),
    source: safeText(revision.source.toLowerCase()),
    change: changeOf(revision),
    hash: safeText(revision.contentHash.slice(0, 12)),
    isCurrent: revision.isCurrent,
    diff: revision.diff.map(({ op, text: part }) => ({
      op,
      text: safeText(part, { mode: "block" }),
    })),
    body: (mode) => safeText(revision.text, { mode }),
  };
}

function changeOf({ number, diff }: ApiRevision): SafeText {
  if (number === 1) return text`first seen`;
  const words = (op: "INSERT" | "DELETE") =>
    diff
      .filter((hunk) => hunk.op === op)
      .reduce((sum, hunk) => sum + hunk.text.split(/\s+/).filter(Boolean).length, 0);
  const [added, removed] = [words("INSERT"), words("DELETE")];
  if (added + removed === 0) return text`not the text`;
  const parts = [
    ...(removed > 0 ? [text`-${plural(removed, "word")}`] : []),
    ...(added > 0 ? [text`+${plural(added, "word")}`] : []),
  ];
  return parts.join(" ") as SafeText;
}

function toMedia(media: ApiMessage["media"][number]): MediaView {
  const poll = pollLines(media.data, "block");
  if (poll.length > 0) return { what: mediaWord(media), details: poll };
  const details = [text`name      ${safeText(media.fileName)}`];
  if (media.originalFileName !== null && media.originalFileName !== media.fileName) {
    details.push(text`original  ${safeText(media.originalFileName)}`);
  }
  const facts = [
    ...(media.mimeType === null ? [] : [safeText(media.mimeType)]),
    ...(media.sizeBytes === null ? [] : [bytes(media.sizeBytes)]),
    ...(media.durationSeconds === null ? [] : [text`${media.durationSeconds} s`]),
  ];
  if (facts.length > 0) details.push(text`file      ${facts.join(" · ") as SafeText}`);
  if (media.sha256 !== null) {
    details.push(text`sha256    ${safeText(media.sha256)}`);
    details.push(text`copy      none: keep the export, only its place and hash are recorded`);
  }
  return { what: mediaWord(media), details };
}
