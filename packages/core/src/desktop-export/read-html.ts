import { basename } from "node:path";
import type { ChannelProfile } from "../domain/channel.ts";
import type { ExportItem, ExportOptions } from "../ports/export-source.ts";
import { channelIdFromTitle } from "./html-channel-id.ts";
import { PageMemory, readHtmlMessage } from "./html-message.ts";
import type { HtmlChat } from "./html-pages.ts";
import { findChatList } from "./html-pages.ts";
import type { ListedKind } from "./html-profile.ts";
import { readHtmlProfile, readListedKinds } from "./html-profile.ts";
import { parseHtml } from "./html-tree.ts";
import { MediaFinder } from "./media-files.ts";
import { MessageBatch } from "./message-batch.ts";
import { ExportClock } from "./normalise-time.ts";
import { parseZone } from "./parse-time.ts";
import { readChunks, readHead } from "./read-chunks.ts";
import { sentencesOnPaths, sentencesOnTimes } from "./read-warnings.ts";
import type { HtmlSegment } from "./scan-html.ts";
import { HtmlScanner } from "./scan-html.ts";

const MAX_LIST_BYTES = 8 * 1024 * 1024;

/**
 * Reads the pages of one chat, or of all chats of an account, in the folder `root`. See
 * ExportSource.read for its promises.
 */
export async function* readHtml(
  root: string,
  chats: readonly HtmlChat[],
  options: ExportOptions,
): AsyncGenerator<ExportItem> {
  const reader = new HtmlReader(root, chats.length === 1, options);
  const list = await findChatList(root);
  const source = list === null ? "" : (await readHead(list, MAX_LIST_BYTES)).toString("utf8");
  const kinds = readListedKinds(source);
  for (const chat of chats) yield* reader.readChat(chat, kinds.get(chat.folder) ?? null);
  yield* reader.end();
}

class HtmlReader {
  readonly #root: string;
  readonly #options: ExportOptions;
  readonly #clock: ExportClock;
  readonly #finder: MediaFinder;
  readonly #isOnlyChat: boolean;
  readonly #seen = new Set<number>();
  /** Bytes of the pages before the current one, and of that one up to the last message. */
  #bytesBefore = 0;
  #bytesHere = 0;
  #pageBytes = 0;

  constructor(root: string, isOnlyChat: boolean, options: ExportOptions) {
    this.#root = root;
    this.#isOnlyChat = isOnlyChat;
    this.#options = options;
    this.#clock = new ExportClock(
      options.timeZone === undefined ? null : parseZone(options.timeZone),
    );
    this.#finder = new MediaFinder(root);
  }

  async *readChat(chat: HtmlChat, listed: ListedKind | null): AsyncGenerator<ExportItem> {
    const channel = await this.#openChannel(chat, listed);
    yield { type: "channel", channel };
    if (!channel.isIdFromTelegram) {
      yield {
        type: "warning",
        message:
          `${channel.title}: an HTML export names neither the id nor the kind of its chat, so the ` +
          `channel got an id of its own, and its kind is a guess. To keep it with other exports of ` +
          `the chat, import it with the chat's id (--channel-id) instead.`,
      };
    }
    const batch = new MessageBatch(channel.id, this.#finder);
    for (const page of chat.pages) {
      this.#pageBytes = page.sizeBytes;
      yield* this.#readPage(page.path, chat.folder, batch);
      this.#bytesBefore += page.sizeBytes;
      this.#bytesHere = 0;
      this.#pageBytes = 0;
    }
    if (!batch.isEmpty) yield await this.#take(batch);
  }

  *end(): Generator<ExportItem> {
    const name = basename(this.#root);
    for (const sentence of [...sentencesOnTimes(this.#clock), ...sentencesOnPaths(this.#finder)]) {
      yield { type: "warning", message: `${name}: ${sentence}` };
    }
  }

  /** Two chats of one account may bear one title; the later then gets an id of its own. */
  async #openChannel(chat: HtmlChat, listed: ListedKind | null): Promise<ChannelProfile> {
    const givenId = this.#isOnlyChat ? this.#options.channelId : undefined;
    const pages = chat.pages.map(({ path }) => path);
    const channel = await readHtmlProfile(pages, givenId, listed);
    const isTaken = this.#seen.has(channel.id);
    const id = isTaken ? channelIdFromTitle(`${channel.title}\n${chat.folder}`) : channel.id;
    this.#seen.add(id);
    return { ...channel, id };
  }

  async *#readPage(path: string, folder: string, batch: MessageBatch): AsyncGenerator<ExportItem> {
    const scanner = new HtmlScanner();
    const memory = new PageMemory();
    const name = folder === "" ? basename(path) : `${folder}/${basename(path)}`;
    for await (const chunk of readChunks(path, this.#options.signal)) {
      for (const segment of scanner.push(chunk)) {
        this.#readSegment(segment, name, folder, memory, batch, false);
        if (batch.isFull) yield await this.#take(batch);
      }
    }
    const last = scanner.finish();
    this.#readSegment(last, name, folder, memory, batch, true);
    if (batch.isFull) yield await this.#take(batch);
    if (!last.bytes.includes("</html>")) {
      yield {
        type: "warning",
        message:
          `${name}: the page breaks off at byte ${last.offset + last.size}; the messages before ` +
          `it were read. Export the chat again for the rest.`,
      };
    }
  }

  #readSegment(
    segment: HtmlSegment,
    name: string,
    folder: string,
    memory: PageMemory,
    batch: MessageBatch,
    isLast: boolean,
  ): void {
    this.#bytesHere = Math.min(segment.offset + segment.size, this.#pageBytes);
    if (segment.type === "top") return;
    const quarantine = (messageId: string | null, reason: string): void => {
      memory.forgetSender();
      const raw = new Uint8Array(segment.bytes.subarray(0, 64 * 1024));
      batch.quarantine({ messageId, reason, location: `${name}:${segment.offset}`, raw });
    };
    const id =
      /\sid="message(-?\d{1,20})"/.exec(segment.bytes.toString("latin1", 0, 1024))?.[1] ?? null;
    if (segment.isCut) {
      quarantine(id, `It is too large (${segment.size} bytes); only its beginning is kept.`);
      return;
    }
    const source = segment.bytes.toString("utf8");
    const tree = parseHtml(source);
    if (tree === null) {
      quarantine(id, "Its HTML is nested too deeply.");
      return;
    }
    if (!tree.isClosed && isLast) {
      quarantine(id, "The page breaks off inside it.");
      return;
    }
    const read = readHtmlMessage(tree.root, source.slice(0, tree.end), memory, this.#clock);
    if (read === "heading") return;
    if ("reason" in read) {
      quarantine(read.messageId, read.reason);
      return;
    }
    const files = read.files.map((file) => ({
      ...file,
      path: this.#pathFromRoot(folder, file.path),
    }));
    batch.add({ message: read.message, files }, segment.size);
  }

  async #take(batch: MessageBatch): Promise<ExportItem> {
    return await batch.take(this.#bytesBefore + this.#bytesHere, this.#options.signal);
  }

  /**
   * A link of a page as a path from the export's folder. The pages of an account's export lie two
   * folders deep, and their links climb to the top first, also when only one chat's folder is
   * read. A path that climbs elsewhere keeps its `..` and is refused where files are looked for.
   */
  #pathFromRoot(folder: string, href: string): string {
    if (folder !== "") {
      return href.startsWith("../../") ? href.slice("../../".length) : `${folder}/${href}`;
    }
    const own = `../../chats/${basename(this.#root)}/`;
    return href.startsWith(own) ? href.slice(own.length) : href;
  }
}
