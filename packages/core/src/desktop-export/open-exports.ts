import type { Dirent } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { ImportRejected } from "../domain/errors.ts";
import type { ExportOptions, ExportSource, OpenExports } from "../ports/export-source.ts";
import type { HtmlChat } from "./html-pages.ts";
import { findAccountChats, findPages, readPage } from "./html-pages.ts";
import { probeJson } from "./probe-file.ts";
import { rejectedRead } from "./read-chunks.ts";
import { readHtml } from "./read-html.ts";
import { readJson } from "./read-json.ts";

/** How deep exports are looked for below the folder that was named. */
const MAX_FOLDER_DEPTH = 3;
const MAX_FOLDERS = 10_000;

/** Folders of an export's own files, which hold no further exports. */
const NOT_SEARCHED = new Set([
  "chats",
  "contacts",
  "css",
  "files",
  "images",
  "js",
  "lists",
  "node_modules",
  "photos",
  "profile_pictures",
  "round_video_messages",
  "stickers",
  "stories",
  "video_files",
  "voice_messages",
]);

/**
 * Finds Telegram Desktop's exports at a path: a result.json under any name; a page of an HTML
 * export, which stands for all pages beside it; the folder of either; or a folder of such folders.
 * Where a folder holds one chat in both renderings, JSON is taken, because it says more. Links
 * inside a folder are not followed.
 */
export const openExports: OpenExports = async (path) => {
  const real = await realpath(path).catch((cause: unknown) => {
    throw rejectedRead(path, cause);
  });
  const info = await stat(real);
  if (info.isFile()) return [await openFile(real)];
  if (!info.isDirectory()) {
    throw new ImportRejected(`${path} is neither a file nor a folder; name an export.`, path);
  }
  const sources: ExportSource[] = [];
  await search(real, 0, { folders: 0 }, sources);
  if (sources.length > 0) return sources;
  throw new ImportRejected(
    `There is no Telegram Desktop export in ${path}: neither a result.json nor a messages.html, ` +
      `up to ${MAX_FOLDER_DEPTH} folders deep. Name the folder that the export was saved to.`,
    path,
  );
};

async function openFile(path: string): Promise<ExportSource> {
  if (/\.html?$/i.test(path)) {
    const page = await readPage(path).catch((cause: unknown) => {
      throw rejectedRead(path, cause);
    });
    if (page === null) {
      throw new ImportRejected(
        `${path} is no page of messages; name the messages.html of an export, or its folder.`,
        path,
      );
    }
    const pages = await findPages(dirname(path));
    const isAmong = pages.some((other) => other.path === path);
    return isAmong
      ? htmlSource(dirname(path), dirname(path), [{ folder: "", pages }])
      : htmlSource(path, dirname(path), [{ folder: "", pages: [page] }]);
  }
  await probeJson(path);
  return await jsonSource(path);
}

/** Looks for exports in a folder and, where it is none itself, in the folders within. */
async function search(
  folder: string,
  depth: number,
  visited: { folders: number },
  sources: ExportSource[],
): Promise<void> {
  if (++visited.folders > MAX_FOLDERS) {
    throw new ImportRejected(
      `There are more than ${MAX_FOLDERS} folders to search; name the folder of the export itself.`,
      folder,
    );
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    // Below the named folder, only what can be read is searched.
    if (depth === 0) throw rejectedRead(folder, cause);
    return [];
  });
  const found = await openFolder(folder, entries);
  sources.push(...found);
  if (found.length > 0) return;
  if (depth === MAX_FOLDER_DEPTH) return;
  const names = entries
    .filter((entry) => entry.isDirectory() && !isSkipped(entry.name))
    .map((entry) => entry.name)
    .sort(compareNaturally);
  for (const name of names) await search(join(folder, name), depth + 1, visited, sources);
}

/** messages2 before messages10. */
const compareNaturally = new Intl.Collator("en", { numeric: true }).compare;

function isSkipped(name: string): boolean {
  return name.startsWith(".") || NOT_SEARCHED.has(name);
}

async function openFolder(
  folder: string,
  entries: readonly Dirent[],
): Promise<readonly ExportSource[]> {
  const names = entries
    .filter((entry) => entry.isFile() && extname(entry.name).toLowerCase() === ".json")
    .map((entry) => entry.name)
    .sort(compareNaturally);
  // The exporter writes both renderings of a chat into one folder, and JSON under this name.
  const isMain = (name: string): boolean => name === "result.json";
  const sources: ExportSource[] = [];
  for (const name of [...names.filter(isMain), ...names.filter((other) => !isMain(other))]) {
    const path = join(folder, name);
    if (isMain(name)) await probeJson(path);
    else if (!(await isCertainlyExport(path))) continue;
    sources.push(await jsonSource(path));
  }
  if (names.some(isMain)) return sources;
  const pages = await findPages(folder);
  const chats = pages.length > 0 ? [{ folder: "", pages }] : await findAccountChats(folder);
  return chats.length > 0 ? [...sources, htmlSource(folder, folder, chats)] : sources;
}

async function isCertainlyExport(path: string): Promise<boolean> {
  try {
    return (await probeJson(path)).isCertain;
  } catch (error) {
    if (error instanceof ImportRejected) return false;
    throw error;
  }
}

async function jsonSource(path: string): Promise<ExportSource> {
  const { size } = await lstat(path);
  return {
    path,
    sizeBytes: size,
    read: (options: ExportOptions) => readJson(path, size, options),
  };
}

function htmlSource(path: string, root: string, chats: readonly HtmlChat[]): ExportSource {
  const pages = chats.flatMap((chat) => chat.pages);
  return {
    path,
    sizeBytes: pages.reduce((sum, page) => sum + page.sizeBytes, 0),
    read: (options: ExportOptions) => readHtml(root, chats, options),
  };
}
