import { ImportRejected } from "../domain/errors.ts";
import { readHead } from "./read-chunks.ts";
import { rejectForeign } from "./read-json.ts";
import { ExportScanner } from "./scan-json.ts";

const PROBE_BYTES = 1024 * 1024;

/** First bytes of files that are offered by mistake, and what to do with them. */
const FOREIGN: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "is a ZIP archive; unpack it first and name the folder"],
  [[0x50, 0x4b, 0x05, 0x06], "is an empty ZIP archive; make the export again"],
  [[0x1f, 0x8b], "is compressed with gzip; unpack it first"],
  [[0x28, 0xb5, 0x2f, 0xfd], "is compressed with zstd; unpack it first"],
  [[0x37, 0x7a, 0xbc, 0xaf], "is a 7z archive; unpack it first and name the folder"],
  [[0x52, 0x61, 0x72, 0x21], "is a RAR archive; unpack it first and name the folder"],
  [[0xff, 0xfe], "is encoded as UTF-16; save it as UTF-8, as Telegram Desktop wrote it"],
  [[0xfe, 0xff], "is encoded as UTF-16; save it as UTF-8, as Telegram Desktop wrote it"],
  [[0x89, 0x50, 0x4e, 0x47], "is a picture; name the export's result.json or messages.html"],
  [[0xff, 0xd8, 0xff], "is a picture; name the export's result.json or messages.html"],
  [[0x25, 0x50, 0x44, 0x46], "is a PDF; name the export's result.json or messages.html"],
  [[0x3c], "is HTML or XML; name the messages.html of an export, with that ending"],
];

/** Names that only the export of a whole account has. */
const OF_AN_ACCOUNT = ["personal_information", "contacts", "frequent_contacts", "other_data"];

/**
 * Throws ImportRejected unless a file can be a result.json by its first 1 MiB; a larger one whose
 * chats come later than that is given the benefit of the doubt, and reading it decides. Tells
 * whether it certainly looks like one, for files that nobody named.
 */
export async function probeJson(path: string): Promise<{ readonly isCertain: boolean }> {
  const head = await readHead(path, PROBE_BYTES);
  if (head.length === 0) {
    throw new ImportRejected(`${path} is empty; make the export again.`, path);
  }
  const foreign = FOREIGN.find(([bytes]) => bytes.every((byte, index) => head[index] === byte));
  if (foreign !== undefined) throw new ImportRejected(`${path} ${foreign[1]}.`, path);
  const scanner = new ExportScanner();
  let hasType = false;
  for (const event of scanner.push(head)) {
    hasType ||= event.type === "field" && event.key === "type";
  }
  const isUndecided = !scanner.isComplete && head.length === PROBE_BYTES;
  if (!scanner.hasChats && !isUndecided) throw rejectForeign(path, scanner);
  const isAccount = OF_AN_ACCOUNT.some((key) => scanner.rootKeys.has(key));
  return { isCertain: (scanner.hasChats && hasType) || isAccount };
}
