import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { rejectedRead } from "./read-chunks.ts";

/** One chat of an HTML export: its pages in order. */
export interface HtmlChat {
  /** Relative to the export's folder, with `/`; empty when the pages lie in the folder itself. */
  readonly folder: string;
  readonly pages: readonly HtmlPage[];
}

export interface HtmlPage {
  readonly path: string;
  readonly sizeBytes: number;
}

const PROBE_BYTES = 256 * 1024;

/**
 * The pages of the chat in a folder: messages.html, messages2.html … messages10.html. Some owners
 * rename the first page to index.html. Empty when there are none; links are not followed.
 */
export async function findPages(folder: string): Promise<readonly HtmlPage[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const numbers = new Map<number, string>();
  for (const entry of entries) {
    const match = /^messages(\d{0,6})\.html$/.exec(entry.name);
    if (match !== null && entry.isFile()) numbers.set(Number(match[1]), entry.name);
  }
  const index = entries.find((entry) => entry.name === "index.html" && entry.isFile());
  if (!numbers.has(0) && index !== undefined) numbers.set(0, index.name);
  const names = [...numbers].sort(([a], [b]) => a - b).map(([, name]) => name);
  const pages: HtmlPage[] = [];
  let hasMessages = false;
  for (const name of names) {
    const path = join(folder, name);
    hasMessages = (await readPage(path)) !== null || hasMessages;
    pages.push({ path, sizeBytes: (await lstat(path)).size });
  }
  // One good page vouches for the others: an empty one is a fault that reading must tell.
  return hasMessages ? pages : [];
}

/** A file as a page of messages; null when it is none. */
export async function readPage(path: string): Promise<HtmlPage | null> {
  await using file = await open(path, "r").catch((cause: unknown) => {
    throw rejectedRead(path, cause);
  });
  const buffer = Buffer.alloc(PROBE_BYTES);
  const { bytesRead } = await file.read(buffer, 0, PROBE_BYTES, 0);
  const top = buffer.toString("latin1", 0, bytesRead);
  const isPage =
    /<div[^>]*\sclass="[^"]*\b(?:chat_page|history)\b/.test(top) ||
    /<div[^>]*\sclass="message (?:default|service)\b/.test(top);
  return isPage ? { path, sizeBytes: (await file.stat()).size } : null;
}

/** The chats of a whole account's export, chats/chat_001 and so on; empty when it is none. */
export async function findAccountChats(root: string): Promise<readonly HtmlChat[]> {
  if (!(await isFolder(join(root, "chats")))) return [];
  const entries = await readdir(join(root, "chats"), { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && /^chat_\d+$/.test(entry.name))
    .map((entry) => entry.name)
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)));
  const chats: HtmlChat[] = [];
  for (const name of folders) {
    const pages = await findPages(join(root, "chats", name));
    if (pages.length > 0) chats.push({ folder: `chats/${name}`, pages });
  }
  return chats;
}

/** Whether a path is a folder, and no link to one. */
async function isFolder(path: string): Promise<boolean> {
  const info = await lstat(path).catch(() => null);
  return info?.isDirectory() ?? false;
}

/** The list of a whole account's chats, when it is a file in a folder, and no link to either. */
export async function findChatList(root: string): Promise<string | null> {
  const path = join(root, "lists", "chats.html");
  if (!(await isFolder(join(root, "lists")))) return null;
  const info = await lstat(path).catch(() => null);
  return info?.isFile() ? path : null;
}
