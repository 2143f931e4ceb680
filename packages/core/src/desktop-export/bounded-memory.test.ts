import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { ExportFolder } from "./export-fixture.ts";
import { jsonMessage, makeExportFolder } from "./export-fixture.ts";

const MEBIBYTE = 1024 * 1024;

/** What a process of its own saw of an export: its memory is not that of the test runner. */
interface Seen {
  readonly messages: number;
  readonly quarantined: number;
  readonly rejected: string | null;
  readonly peakBytes: number;
}

/** Reads whatever is at a path in a process of its own. */
async function readApart(path: string): Promise<Seen> {
  const script = `
    import { openExports } from ${JSON.stringify(new URL("open-exports.ts", import.meta.url).href)};
    const seen = { messages: 0, quarantined: 0, rejected: null, peakBytes: 0 };
    try {
      for (const source of await openExports(${JSON.stringify(path)})) {
        for await (const item of source.read({})) {
          if (item.type !== "messages") continue;
          seen.messages += item.messages.length;
          seen.quarantined += item.quarantined.length;
        }
      }
    } catch (error) {
      seen.rejected = error.name;
    }
    seen.peakBytes = process.resourceUsage().maxRSS * 1024;
    console.log(JSON.stringify(seen));`;
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  return JSON.parse((await run).stdout) as Seen;
}

/** Writes one piece many times over, between a beginning and an end. */
async function writeRepeated(
  folder: ExportFolder,
  name: string,
  [start, piece, end]: readonly [string, string, string],
  times: number,
): Promise<string> {
  const path = await folder.write(name, "");
  const stream = createWriteStream(path);
  stream.write(start);
  for (let i = 0; i < times; i++) if (!stream.write(piece)) await once(stream, "drain");
  stream.end(end);
  await once(stream, "close");
  return path;
}

const HEAD = '{"name":"x","type":"private_group","id":5,"messages":[';
const GOOD = JSON.stringify(jsonMessage(7));

describe("memory stays below 300 MB, and what is sound is read,", () => {
  it("when one string is larger than that", async () => {
    await using folder = await makeExportFolder();
    const start = `${HEAD}${GOOD},{"id":8,"text":"`;
    const parts = [start, "x".repeat(MEBIBYTE), `"},${GOOD}]}`] as const;
    const path = await writeRepeated(folder, "result.json", parts, 320);
    const seen = await readApart(path);
    expect(seen).toMatchObject({ messages: 2, quarantined: 1, rejected: null });
    expect(seen.peakBytes).toBeLessThan(300 * MEBIBYTE);
  });

  it("when 40 MiB of brackets are nested in a message and beside it", async () => {
    await using folder = await makeExportFolder();
    const nested = [`{"x":{"y":[`, "[".repeat(MEBIBYTE), ""] as const;
    const outside = await writeRepeated(folder, "outside/result.json", nested, 40);
    const parts = [`${HEAD}${GOOD},{"x":`, "[".repeat(MEBIBYTE), ""] as const;
    const inside = await writeRepeated(folder, "inside/result.json", parts, 40);
    const [first, second] = await Promise.all([readApart(outside), readApart(inside)]);
    expect(first).toMatchObject({ messages: 0, rejected: "ImportRejected" });
    expect(second).toMatchObject({ messages: 1, quarantined: 1, rejected: null });
    expect(Math.max(first.peakBytes, second.peakBytes)).toBeLessThan(300 * MEBIBYTE);
  });

  it("when millions of messages are nothing but numbers, or tiny", async () => {
    await using folder = await makeExportFolder();
    const numbers = [HEAD, "1,".repeat(500_000), "1]}"] as const;
    const path = await writeRepeated(folder, "result.json", numbers, 2);
    const seen = await readApart(path);
    expect(seen).toMatchObject({ messages: 0, quarantined: 1_000_001 });
    expect(seen.peakBytes).toBeLessThan(300 * MEBIBYTE);
  });

  it("when messages consist of as many values, or names, as fit into them", async () => {
    await using folder = await makeExportFolder();
    const start = '{"id":1,"action":"x","type":"service"';
    const names = Array.from({ length: 300_000 }, (_, index) => `"k${index}":1`);
    const piece = `${start},"x":[${"{},".repeat(1_300_000)}0]},${start},${names.join(",")}},`;
    const path = await writeRepeated(folder, "result.json", [HEAD, piece, `${GOOD}]}`], 6);
    const seen = await readApart(path);
    expect(seen).toMatchObject({ messages: 1, quarantined: 12 });
    expect(seen.peakBytes).toBeLessThan(300 * MEBIBYTE);
  });

  it("when a page has 60 MiB of markup in one message", async () => {
    await using folder = await makeExportFolder();
    const open = '<div class="history"><div class="message default clearfix" id="message';
    const small = `${open}1"><div class="body"></div></div>`;
    const parts = [`${small}${open}2">`, "<div><p>".repeat(MEBIBYTE / 8), small] as const;
    const path = await writeRepeated(folder, "messages.html", parts, 60);
    const seen = await readApart(path);
    expect(seen).toMatchObject({ messages: 2, quarantined: 1, rejected: null });
    expect(seen.peakBytes).toBeLessThan(300 * MEBIBYTE);
  });
});
