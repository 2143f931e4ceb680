import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ImportRejected } from "../domain/errors.ts";
import type { ExportFolder } from "./export-fixture.ts";
import {
  htmlMessage,
  htmlPage,
  jsonChat,
  jsonMessage,
  makeExportFolder,
  readAll,
} from "./export-fixture.ts";
import { openExports } from "./open-exports.ts";

const CHAT = jsonChat([jsonMessage(1)]);
const page = (id: number): string =>
  htmlPage("Test", [htmlMessage(id, "09.03.2023 01:20:56", "Ada")]);

async function pathsIn(folder: ExportFolder, name = ""): Promise<string[]> {
  const sources = await openExports(join(folder.path, name));
  return sources.map(({ path }) => path.slice(folder.path.length));
}

async function refusal(path: string): Promise<string> {
  const error: unknown = await openExports(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ImportRejected);
  return (error as ImportRejected).message;
}

describe("exports are found", () => {
  it("as a JSON file under any name", async () => {
    await using folder = await makeExportFolder();
    await folder.write("my chat (2)", CHAT);
    expect(await pathsIn(folder, "my chat (2)")).toEqual(["/my chat (2)"]);
  });

  it("as a folder with a result.json, which is preferred to its HTML", async () => {
    await using folder = await makeExportFolder();
    await folder.write("result.json", CHAT);
    await folder.write("messages.html", page(1));
    expect(await pathsIn(folder)).toEqual(["/result.json"]);
  });

  it("as all pages of a folder, in their natural order, whichever of them was named", async () => {
    await using folder = await makeExportFolder();
    for (const n of [1, 2, 3, 9, 10, 11]) {
      await folder.write(n === 1 ? "messages.html" : `messages${n}.html`, page(n));
    }
    expect(await pathsIn(folder)).toEqual([""]);
    expect(await pathsIn(folder, "messages10.html")).toEqual([""]);
    const [source] = await openExports(folder.path);
    const { messages } = await readAll(source!);
    expect(messages.map(({ id }) => id)).toEqual([1, 2, 3, 9, 10, 11]);
    expect(source!.sizeBytes).toBe([1, 2, 3, 9, 10, 11].map(page).join("").length);
  });

  it("with a first page that was renamed to index.html, or a page under any name", async () => {
    await using folder = await makeExportFolder();
    await folder.write("a/index.html", page(1));
    await folder.write("a/messages2.html", page(2));
    await folder.write("b/saved.html", page(3));
    await folder.write("c/index.html", page(4));
    await folder.write("c/messages.html", page(5));
    const idsOf = async (name: string): Promise<unknown> => {
      const [source] = await openExports(join(folder.path, name));
      return (await readAll(source!)).messages.map(({ id }) => id);
    };
    expect(await idsOf("a")).toEqual([1, 2]);
    expect(await idsOf("a/index.html")).toEqual([1, 2]);
    expect(await idsOf("b/saved.html")).toEqual([3]);
    expect(await idsOf("c")).toEqual([5]);
  });

  it("in a folder of export folders, in natural order, as one source each", async () => {
    await using folder = await makeExportFolder();
    await folder.write("2018-2/messages.html", page(2));
    await folder.write("2018-10/messages.html", page(3));
    await folder.write("2018-1/result.json", CHAT);
    await folder.write("2018-1/photos/messages.html", page(9));
    await folder.write("deep/er/x/messages.html", page(4));
    await folder.write("deep/er/x/y/z/messages.html", page(5));
    await folder.write("notes/readme.txt", "x");
    expect(await pathsIn(folder)).toEqual([
      "/2018-1/result.json",
      "/2018-2",
      "/2018-10",
      "/deep/er/x",
    ]);
  });

  it("as several JSON files in one folder, but not as JSON of other sorts", async () => {
    await using folder = await makeExportFolder();
    await folder.write("chat10.json", CHAT);
    await folder.write("chat2.json", CHAT);
    await folder.write("package.json", '{"name":"x","type":"module"}');
    await folder.write("i18n.json", '{"messages":[{"id":1}]}');
    await folder.write("broken.json", "");
    expect(await pathsIn(folder)).toEqual(["/chat2.json", "/chat10.json"]);
  });

  it("as a whole account in HTML", async () => {
    await using folder = await makeExportFolder();
    await folder.write("export_results.html", "<html></html>");
    await folder.write("lists/chats.html", "<html></html>");
    await folder.write("chats/chat_2/messages.html", page(2));
    await folder.write("chats/chat_10/messages.html", page(10));
    expect(await pathsIn(folder)).toEqual([""]);
    const [source] = await openExports(folder.path);
    expect((await readAll(source!)).messages.map(({ id }) => id)).toEqual([2, 10]);
  });

  it("by one canonical path, also when a link was named", async () => {
    await using folder = await makeExportFolder();
    await folder.write("real/result.json", CHAT);
    await symlink("real", join(folder.path, "link"));
    expect(await pathsIn(folder, "link")).toEqual(["/real/result.json"]);
    expect(await pathsIn(folder, "link/result.json")).toEqual(["/real/result.json"]);
  });

  it("but not behind links inside the named folder", async () => {
    await using folder = await makeExportFolder();
    await folder.write("outside/result.json", CHAT);
    await folder.write("outside/chats/chat_1/messages.html", page(1));
    await folder.write("in/x.txt", "");
    await symlink("../outside", join(folder.path, "in", "link"));
    await symlink("../outside/result.json", join(folder.path, "in", "result.json"));
    await symlink("../outside/chats", join(folder.path, "in", "chats"));
    expect(await refusal(join(folder.path, "in"))).toMatch(/no Telegram Desktop export/);
  });
});

describe("a path without an export is refused with what to do", () => {
  it.each([
    ["empty.json", "", /is empty; make the export again/],
    ["array.json", "[1]", /not a Telegram Desktop export.*not a JSON object.*Machine-readable/],
    ["other.json", '{"name":"x"}', /holds no messages/],
    ["text.txt", "hello", /not a JSON object/],
    ["a.zip", Buffer.from("504b030414000000", "hex"), /ZIP archive; unpack it first/],
    ["a.json.gz", Buffer.from("1f8b0800", "hex"), /gzip; unpack it/],
    ["a.png", Buffer.from("89504e470d0a1a0a", "hex"), /is a picture/],
    ["utf16.json", Buffer.from(`\uFEFF${CHAT}`, "utf16le"), /UTF-16; save it as UTF-8/],
    ["page.html", "<html><body>Hello</body></html>", /no page of messages/],
    ["page.txt", "<html></html>", /HTML or XML/],
  ])("%s", async (name, content, sentence) => {
    await using folder = await makeExportFolder();
    expect(await refusal(await folder.write(name, content))).toMatch(sentence);
  });

  it("when there is nothing, or nothing of use", async () => {
    await using folder = await makeExportFolder();
    expect(await refusal(join(folder.path, "none"))).toMatch(
      /There is nothing at .*check the path/,
    );
    await folder.write("x/y.txt", "");
    expect(await refusal(folder.path)).toMatch(/neither a result.json nor a messages.html/);
    await folder.write("x/result.json", "{}");
    expect(await refusal(folder.path)).toMatch(/result\.json is not a Telegram Desktop export/);
  });

  // The superuser may read anything, so that there is nothing to see for it.
  it.skipIf(process.getuid?.() === 0)("when it may not be read", async () => {
    await using folder = await makeExportFolder();
    const path = await folder.write("result.json", CHAT);
    await chmod(path, 0);
    expect(await refusal(path)).toMatch(/may not be read; give the account/);
  });
});
