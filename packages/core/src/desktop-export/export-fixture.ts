import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ChannelProfile } from "../domain/channel.ts";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";
import type { ExportOptions, ExportSource } from "../ports/export-source.ts";
import { openExports } from "./open-exports.ts";

/** A folder of its own for one test, removed with everything in it at the end. */
export interface ExportFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes a file below the folder and returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
}

export async function makeExportFolder(): Promise<ExportFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "telekeep-export-")));
  return {
    path,
    async write(name, content) {
      const target = join(path, name);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content);
      return target;
    },
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** A message as the exporter writes it; `fields` replace or add. */
export function jsonMessage(id: number, fields: Record<string, unknown> = {}): object {
  const text = `message ${id}`;
  return {
    id,
    type: "message",
    date: "2023-03-09T01:20:56",
    date_unixtime: String(1_678_310_456 + id),
    from: "Ada",
    from_id: "user1001",
    text,
    text_entities: [{ type: "plain", text }],
    ...fields,
  };
}

/** A chat as the exporter writes it: name, type, id, messages. */
export function jsonChat(messages: readonly object[], fields: object = {}): string {
  const chat = { name: "Test", type: "private_supergroup", id: 1234567890, ...fields, messages };
  return JSON.stringify(chat, null, 1);
}

/** A page as the exporter writes it, around the given blocks. */
export function htmlPage(title: string, blocks: readonly string[]): string {
  return `<!DOCTYPE html>
<html>

 <head>

  <meta charset="utf-8"/>
<title>Exported Data</title>

 </head>

 <body onload="CheckLocation();">

  <div class="page_wrap">

   <div class="page_header">

    <div class="content">

     <div class="text bold">
${title}
     </div>

    </div>

   </div>

   <div class="page_body chat_page">

    <div class="history">
${blocks.join("")}
    </div>

   </div>

  </div>

 </body>

</html>
`;
}

/** A day heading or a service message. */
export function htmlService(id: number, text: string, rest = ""): string {
  return `
     <div class="message service" id="message${id}">

      <div class="body details">
${text}
      </div>
${rest}
     </div>
`;
}

/** An ordinary message; `from` null makes it a joined one. `parts` are its blocks. */
export function htmlMessage(
  id: number,
  label: string,
  from: string | null,
  ...parts: readonly string[]
): string {
  const name = from === null ? "" : htmlBlock("from_name", from);
  return `
     <div class="message default clearfix${from === null ? " joined" : ""}" id="message${id}">

      <div class="body">

       <div class="pull_right date details" title="${label}">
00:00
       </div>
${name}${parts.join("")}
      </div>

     </div>
`;
}

/** A block with the exporter's line breaks and indentation around its content. */
export function htmlBlock(className: string, content: string): string {
  return `
       <div class="${className}">
${content}
       </div>
`;
}

/** Everything that a source yields, by sort. */
export interface Reading {
  readonly channels: readonly ChannelProfile[];
  readonly messages: readonly ObservedMessage[];
  readonly quarantined: readonly Quarantined[];
  readonly warnings: readonly string[];
  readonly channelIds: readonly number[];
  readonly bytesRead: readonly number[];
}

export async function readAll(source: ExportSource, options: ExportOptions = {}): Promise<Reading> {
  const reading = {
    channels: [] as ChannelProfile[],
    messages: [] as ObservedMessage[],
    quarantined: [] as Quarantined[],
    warnings: [] as string[],
    channelIds: [] as number[],
    bytesRead: [] as number[],
  };
  for await (const item of source.read(options)) {
    if (item.type === "channel") reading.channels.push(item.channel);
    else if (item.type === "warning") reading.warnings.push(item.message);
    else {
      reading.messages.push(...item.messages);
      reading.quarantined.push(...item.quarantined);
      reading.channelIds.push(item.channelId);
      reading.bytesRead.push(item.bytesRead);
    }
  }
  return reading;
}

/** Writes one file into a folder of its own and reads the export it is. */
export async function readFileAs(
  name: string,
  content: string | Uint8Array,
  options: ExportOptions = {},
): Promise<Reading> {
  await using folder = await makeExportFolder();
  const [source] = await openExports(await folder.write(name, content));
  return await readAll(source!, options);
}
