import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A result.json in a folder of its own, removed on dispose. */
export interface SampleExport extends AsyncDisposable {
  readonly path: string;
}

/** An export of one channel, with an edit, a photo, reactions and a broken message here and there. */
export async function writeSampleExport(messages: number): Promise<SampleExport> {
  const folder = await mkdtemp(join(tmpdir(), "telekeep-export-"));
  const path = join(folder, "result.json");
  const rows = Array.from({ length: messages }, (_, i) => sampleMessage(i + 1));
  const chat = { name: "Канал", type: "public_channel", id: 1_234_567_890, messages: rows };
  await writeFile(path, JSON.stringify(chat, null, 1));
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

function sampleMessage(id: number): object {
  const text = id % 701 === 0 ? `nul \0 ${id}` : `слово ${id % 97} word ${id} سلام`;
  return {
    id,
    type: "message",
    date: "2023-11-14T22:13:20",
    date_unixtime: String(1_700_000_000 + id),
    ...(id % 50 === 0 ? { edited_unixtime: String(1_700_000_100 + id) } : {}),
    from: `Автор ${id % 10}`,
    from_id: `user${100 + (id % 10)}`,
    text,
    text_entities: [{ type: "plain", text }],
    ...(id % 3 === 0 ? { reactions: [{ type: "emoji", count: id % 7, emoji: "👍" }] } : {}),
  };
}
