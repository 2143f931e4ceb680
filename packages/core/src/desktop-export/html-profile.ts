import type { ChannelKind, ChannelProfile } from "../domain/channel.ts";
import type { ChannelId } from "../domain/ids.ts";
import { unmarkPeer } from "../domain/ids.ts";
import { channelIdFromTitle, titleWithoutMonth } from "./html-channel-id.ts";
import { descendantWith, parseHtml, textOf } from "./html-tree.ts";
import { readHead } from "./read-chunks.ts";

const SAMPLE_BYTES = 1024 * 1024;

/** Fewer messages than this tell nothing by the density of their ids. */
const TELLING_MESSAGES = 10;

/** The words of lists/chats.html for what a chat is. */
export type ListedKind = "private" | "bot" | "group" | "channel";

/**
 * The channel that the pages of an HTML export belong to. They name only its title, so its id is
 * the one that the user gave, or derived from the title; its kind is {@link guessKind}'s.
 */
export async function readHtmlProfile(
  pages: readonly string[],
  givenId: ChannelId | undefined,
  listed: ListedKind | null,
): Promise<ChannelProfile> {
  let source = "";
  // An empty or broken first page does not make the chat a nameless one.
  for (const page of pages) {
    source = (await readHead(page, SAMPLE_BYTES)).toString("utf8");
    if (readTitle(source) !== "") break;
  }
  const title = titleWithoutMonth(readTitle(source)) || "Untitled chat";
  const guessed = guessKind(source, readTitle(source), listed);
  return {
    id: givenId ?? channelIdFromTitle(title),
    kind: givenId === undefined ? guessed : kindOfId(givenId, guessed),
    title,
    username: null,
    isPrivate: null,
    isIdFromTelegram: givenId !== undefined,
  };
}

function readTitle(source: string): string {
  const start = source.search(/<div[^>]*\sclass="page_header"/);
  const header = start === -1 ? null : parseHtml(source.slice(start, start + 64 * 1024));
  return header === null ? "" : textOf(descendantWith(header.root, "text", "bold"));
}

/**
 * What sort of chat a page is of: a guess, since HTML exports do not say it. In this order: what
 * the account's list of chats calls it; "channel" when all messages are signed with the title;
 * "supergroup" when a service message speaks of one, "private" when the title is one of at most
 * two senders; "supergroup" when most ids in the page's range occur, because supergroups number
 * their own messages while basic groups share their members' counters; else "group".
 */
function guessKind(source: string, title: string, listed: ListedKind | null): ChannelKind {
  if (listed === "private" || listed === "bot") return "private";
  if (listed === "channel") return "channel";
  const names = new Set(
    source
      .matchAll(/<div class="from_name">\s*([^<]*?)\s*</g)
      .map((match) => match[1]!)
      .take(10_000),
  );
  const header = /<div class="text bold">\s*([^<]*?)\s*</.exec(source)?.[1] ?? title;
  if (listed === null && names.size === 1 && names.has(header)) return "channel";
  if (/ converted a basic group to this supergroup | created topic &laquo;/.test(source)) {
    return "supergroup";
  }
  if (listed === null && names.size <= 2 && names.has(header)) return "private";
  return hasDenseIds(source) ? "supergroup" : "group";
}

function hasDenseIds(source: string): boolean {
  let [count, first, last] = [0, Number.POSITIVE_INFINITY, 0];
  for (const match of source.matchAll(/\sid="message(\d{1,10})"/g)) {
    const id = Number(match[1]);
    count++;
    first = Math.min(first, id);
    last = Math.max(last, id);
  }
  return count >= TELLING_MESSAGES && count * 2 > last - first + 1;
}

function kindOfId(id: ChannelId, guessed: ChannelKind): ChannelKind {
  const { kind } = unmarkPeer(id);
  if (kind === "user") return "private";
  if (kind === "group") return "group";
  return guessed === "channel" ? "channel" : "supergroup";
}

/** What lists/chats.html calls the chats, by folder such as `chats/chat_001`. */
export function readListedKinds(source: string): ReadonlyMap<string, ListedKind> {
  const kinds = new Map<string, ListedKind>();
  for (const entry of source.split(/<a class="entry /).slice(1)) {
    const folder = /href="(?:\.\.\/)*(chats\/chat_\d+)\//.exec(entry)?.[1];
    const kind = /info details">\s*(private|bot|group|channel)\s*</.exec(entry)?.[1];
    if (folder !== undefined && kind !== undefined) kinds.set(folder, kind as ListedKind);
  }
  return kinds;
}
