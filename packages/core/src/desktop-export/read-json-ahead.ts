import type { ChatFields } from "./chat-profile.ts";
import { offsetBetween } from "./normalise-time.ts";
import { readChunks, readHead } from "./read-chunks.ts";
import { ExportScanner } from "./scan-json.ts";

const MAX_CHATS = 100_000;
const OLD_ID_SAMPLE_BYTES = 1024 * 1024;
const OFFSET_SAMPLE_BYTES = 256 * 1024 * 1024;

/**
 * What every chat of the file says of itself, by its place in the file. Needed when a hand-edited
 * file has a chat's messages before its name, type or id; the exporter writes them the other way.
 */
export async function readChatsAhead(
  path: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, ChatFields>> {
  const chats = new Map<number, Record<string, unknown>>();
  const open: number[] = [];
  let ordinal = -1;
  const scanner = new ExportScanner();
  for await (const chunk of readChunks(path, signal)) {
    for (const event of scanner.push(chunk)) {
      if (event.type === "chat") open.push(++ordinal);
      else if (event.type === "chatEnd") open.pop();
      else if (event.type === "field" && ordinal < MAX_CHATS) {
        const chat = chats.get(open.at(-1)!) ?? {};
        try {
          chat[event.key] = JSON.parse(event.json);
        } catch {
          continue;
        }
        chats.set(open.at(-1)!, chat);
      }
    }
  }
  return chats;
}

/**
 * Whether the file numbers its peers as exports did before April 2021: then senders are numbers
 * instead of `user1`.
 */
export async function hasOldPeerIds(path: string): Promise<boolean> {
  const head = (await readHead(path, OLD_ID_SAMPLE_BYTES)).toString("latin1");
  return /"(?:from|actor)_id":\s*(?:(\d)|")/.exec(head)?.[1] !== undefined;
}

/**
 * How far the exporting machine's clock was ahead of UTC, in seconds, at the first message that
 * says both times; null when none of the first 256 MiB does.
 */
export async function findFirstOffset(path: string, signal?: AbortSignal): Promise<number | null> {
  let seen = 0;
  let tail = "";
  for await (const chunk of readChunks(path, signal)) {
    if (tail !== "" || chunk.includes('"date_unixtime"')) {
      const text = tail + chunk.toString("latin1");
      for (const match of text.matchAll(PAIR)) {
        const offset = offsetBetween(match[1], match[2]);
        if (offset !== null) return offset;
      }
    }
    // A pair may lie across two chunks.
    tail = chunk.toString("latin1", Math.max(0, chunk.length - 200));
    seen += chunk.length;
    if (seen > OFFSET_SAMPLE_BYTES) return null;
  }
  return null;
}

const PAIR = /"date":\s*"([^"\\]{1,40})",\s*"date_unixtime":\s*"?(\d{1,12})/g;
