import { isMessageId } from "../domain/ids.ts";
import type { ForwardOrigin, ObservedMessage, Reaction, ServiceAction } from "../domain/message.ts";
import { readHtmlMedia } from "./html-media.ts";
import { readHtmlText } from "./html-text.ts";
import type { HtmlElement } from "./html-tree.ts";
import { childrenOf, childWith, descendantWith, hasClass, textOf } from "./html-tree.ts";
import { NO_MEDIA } from "./normalise-media.ts";
import type { Draft, Unusable } from "./normalise-message.ts";
import { NO_ENTITIES } from "./normalise-text.ts";
import type { ExportClock } from "./normalise-time.ts";

/** Longest pause that the exporter joins two messages of one sender over. */
const JOINED_SECONDS = 900;

/**
 * Day headings have the ids −1, −2 and so on. Messages of a migrated basic group have negative
 * ids as well, but those are 10⁹ below their real ones: nothing real is this close to zero.
 */
const HEADINGS_ABOVE = -500_000_000;

/** What a page's earlier messages say about its later ones. */
export class PageMemory {
  /** The last day heading, in the exporter's words. */
  day: string | null = null;
  sender: string | null = null;
  postedAt: number | null = null;
  forward: ForwardOrigin | null = null;

  forgetSender(): void {
    this.sender = null;
    this.postedAt = null;
    this.forward = null;
  }
}

/**
 * One `div.message` as a message of the archive, or "heading" for a day heading. `html` is its own
 * source, kept as raw.
 */
export function readHtmlMessage(
  root: HtmlElement,
  html: string,
  memory: PageMemory,
  clock: ExportClock,
): Draft | Unusable | "heading" {
  const id = Number(/^message(-?\d{1,15})$/.exec(root.attributes.id ?? "")?.[1] ?? Number.NaN);
  const isService = hasClass(root, "service");
  if (isService && id < 0 && id > HEADINGS_ABOVE) {
    memory.day = textOf(root) || null;
    return "heading";
  }
  const body = childWith(root, "body");
  if (!isMessageId(id) || body === null) {
    const reason = body === null ? "It has no body." : "Its id is not a message id.";
    return { messageId: root.attributes.id?.slice(7, 107) ?? null, reason };
  }
  const json = Buffer.from(JSON.stringify({ html }));
  return isService
    ? readService(id, root, body, json, memory)
    : readDefault(id, root, body, json, memory, clock);
}

/** A service message tells what happened in English prose, and its time by the day alone. */
function readService(
  id: number,
  root: HtmlElement,
  body: HtmlElement,
  json: Uint8Array,
  memory: PageMemory,
): Draft {
  memory.forgetSender();
  const target = replyTargetOf(body);
  const action: ServiceAction = {
    type: "html_service",
    text: textOf(body),
    ...(target === null ? {} : { message_id: target }),
  };
  const photo = childWith(root, "userpic_wrap");
  const link = photo === null ? null : childWith(photo, "userpic_link");
  const path = link?.attributes.href ?? "";
  return {
    files: path === "" ? [] : [{ position: 0, path }],
    message: {
      ...emptyMessage(id, json),
      postedAtRaw: memory.day,
      media: path === "" ? [] : [{ kind: "photo", state: "stored" }],
      action,
    },
  };
}

function readDefault(
  id: number,
  root: HtmlElement,
  body: HtmlElement,
  json: Uint8Array,
  memory: PageMemory,
  clock: ExportClock,
): Draft {
  const posted = clock.readLabelled(childWith(body, "date")?.attributes.title ?? "");
  const isJoined = hasClass(root, "joined");
  const gap = (posted.at ?? 0) - (memory.postedAt ?? posted.at ?? 0);
  const isContinued = isJoined && Math.abs(gap) <= JOINED_SECONDS;
  const fromName = childWith(body, "from_name");
  const sender = fromName === null ? (isContinued ? memory.sender : null) : nameOf(fromName);

  const forwardBlock = childWith(body, "forwarded", "body");
  const forward =
    forwardBlock === null
      ? null
      : readForward(forwardBlock, isContinued ? memory.forward : null, clock);
  const content = forwardBlock ?? body;
  const mediaBlock = childWith(content, "media_wrap");
  const { media, files } = (mediaBlock && readHtmlMedia(mediaBlock)) ?? NO_MEDIA;
  const textBlock = childWith(content, "text");
  const marked = textBlock === null ? null : readHtmlText(textBlock);
  const reply = childWith(content, "reply_to");

  memory.sender = sender;
  memory.postedAt = posted.at;
  memory.forward = forward;
  return {
    files,
    message: {
      ...emptyMessage(id, json),
      postedAt: posted.at,
      timePrecision: posted.precision,
      postedAtRaw: posted.raw,
      sender: sender === null ? null : { id: null, name: sender },
      authorSignature: textOf(childWith(content, "signature")) || null,
      text: marked?.text ?? "",
      entities: marked?.entities ?? NO_ENTITIES,
      media,
      replyToMessageId: reply === null ? null : replyTargetOf(reply),
      forward,
      action: mediaBlock === null ? null : readCall(mediaBlock),
      reactions: readReactions(childWith(body, "reactions")),
    },
  };
}

function emptyMessage(id: number, json: Uint8Array): ObservedMessage {
  return {
    id,
    postedAt: null,
    timePrecision: "none",
    postedAtRaw: null,
    editedAt: null,
    sender: null,
    authorSignature: null,
    text: "",
    entities: NO_ENTITIES,
    media: [],
    mediaFiles: [],
    replyToMessageId: null,
    replyToPeerId: null,
    forward: null,
    albumId: null,
    topicId: null,
    action: null,
    views: null,
    forwards: null,
    reactions: null,
    raw: { json, source: "desktop_html", layer: null },
  };
}

/** A name without the date of a forward and without the bot that a message was sent by. */
function nameOf(block: HtmlElement): string | null {
  const words = block.children.filter(
    (child) => typeof child === "string" || child.name !== "span",
  );
  const name = textOf({ ...block, children: words }).replace(/ via @[A-Za-z0-9_]+$/, "");
  return name.trim() || null;
}

function readForward(
  block: HtmlElement,
  previous: ForwardOrigin | null,
  clock: ExportClock,
): ForwardOrigin {
  const fromName = childWith(block, "from_name");
  if (fromName === null) {
    return { id: null, name: previous?.name ?? null, messageId: null, postedAt: null };
  }
  const label = childWith(fromName, "date")?.attributes.title ?? "";
  const postedAt = clock.readLabelled(label).at;
  return { id: null, name: nameOf(fromName), messageId: null, postedAt };
}

/** The message that a link leads to, on this page or another; null for one in another chat. */
function replyTargetOf(block: HtmlElement): number | null {
  for (const child of childrenOf(block)) {
    const match = /#go_to_message(-?\d{1,10})$/.exec(child.attributes.href ?? "");
    if (match !== null && isMessageId(Number(match[1]))) return Number(match[1]);
  }
  return null;
}

/** Phone calls are written like media, but are service messages everywhere else. */
function readCall(wrap: HtmlElement): ServiceAction | null {
  const box = childWith(wrap, "media_call");
  if (box === null) return null;
  const status = textOf(descendantWith(box, "status", "details"));
  const seconds = /\((\d+) seconds\)/.exec(status)?.[1];
  return {
    type: "phone_call",
    text: status,
    ...(seconds === undefined ? {} : { duration_seconds: Number(seconds) }),
  };
}

function readReactions(block: HtmlElement | null): readonly Reaction[] | null {
  if (block === null) return null;
  return childrenOf(block)
    .filter((child) => hasClass(child, "reaction"))
    .map((child) => {
      const emoji = childWith(child, "emoji");
      const file = emoji === null ? undefined : childrenOf(emoji)[0]?.attributes.href;
      const shown = file === undefined ? textOf(emoji) : `custom:${file.replace(/^(\.\.\/)+/, "")}`;
      const people = childWith(child, "userpics");
      // A count is only written when not everybody is shown.
      const count = Number(textOf(childWith(child, "count")) || Number.NaN);
      return {
        reaction: hasClass(child, "paid") ? "paid" : shown,
        count: Number.isSafeInteger(count)
          ? count
          : people === null
            ? 1
            : childrenOf(people).length,
      };
    });
}
