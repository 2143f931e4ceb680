import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ExportFolder, Reading } from "./export-fixture.ts";
import { jsonChat, jsonMessage, makeExportFolder, readAll } from "./export-fixture.ts";
import { openExports } from "./open-exports.ts";
import { splitPath } from "./safe-path.ts";

async function importPaths(folder: ExportFolder, paths: readonly unknown[]): Promise<Reading> {
  const messages = paths.map((file, index) => jsonMessage(index + 1, { file }));
  const [source] = await openExports(await folder.write("export/result.json", jsonChat(messages)));
  return await readAll(source!);
}

describe("files beside an export", () => {
  it("are recorded by their content, under the path that finds them again", async () => {
    await using folder = await makeExportFolder();
    const bytes = Buffer.alloc(600_000, "telekeep");
    await folder.write("export/files/a b@2.bin", bytes);
    await folder.write("export/files/empty", "");
    const { messages } = await importPaths(folder, ["files/a b@2.bin", "./files//empty"]);
    expect(messages[0]).toMatchObject({
      media: [{ kind: "document", state: "stored" }],
      mediaFiles: [
        {
          position: 0,
          path: "files/a b@2.bin",
          sizeBytes: 600_000,
          sha256: new Uint8Array(createHash("sha256").update(bytes).digest()),
        },
      ],
    });
    expect(messages[1]?.mediaFiles).toMatchObject([{ path: "files/empty", sizeBytes: 0 }]);
  });

  it("that are missing make their media unavailable, without a word", async () => {
    await using folder = await makeExportFolder();
    await folder.write("export/files/there", "x");
    const reading = await importPaths(folder, ["files/gone", "nowhere/x", "files/there/x", "файл"]);
    for (const message of reading.messages) {
      expect(message).toMatchObject({ media: [{ state: "unavailable" }], mediaFiles: [] });
    }
    expect(reading.messages.length).toBe(4);
    expect(reading.warnings).toEqual([]);
  });

  it("keep the order of their messages, however long each takes", async () => {
    await using folder = await makeExportFolder();
    await folder.write("export/files/large", Buffer.alloc(3_000_000));
    await folder.write("export/files/small", "x");
    const paths = Array.from({ length: 30 }, (_, i) =>
      i % 7 === 0 ? "files/large" : "files/small",
    );
    const { messages } = await importPaths(folder, paths);
    expect(messages.map(({ id }) => id)).toEqual(paths.map((_, index) => index + 1));
    expect(messages.map(({ mediaFiles }) => mediaFiles[0]?.path)).toEqual(paths);
  });

  it("outside of the export's folder are never read, and each kind of attempt is told once", async () => {
    await using folder = await makeExportFolder();
    const secret = await folder.write("secret.txt", "secret");
    await folder.write("export-2/x", "the folder's name is a prefix of this one's");
    await mkdir(join(folder.path, "export", "files"), { recursive: true });
    await symlink(secret, join(folder.path, "export", "files", "link"));
    await symlink(folder.path, join(folder.path, "export", "up"));
    await symlink("../../export-2/x", join(folder.path, "export", "files", "beside"));
    const reading = await importPaths(folder, [
      "../secret.txt",
      "files/../../secret.txt",
      "files\\..\\..\\secret.txt",
      secret,
      "C:\\Windows\\win.ini",
      "\\\\server\\share",
      "file:///etc/passwd",
      "files/a\0b",
      "x".repeat(5000),
      "files/link",
      "up/secret.txt",
      "../export-2/x",
      "files/beside",
    ]);
    expect(reading.messages.length).toBe(13);
    for (const message of reading.messages) {
      expect(message).toMatchObject({ media: [{ state: "unavailable" }], mediaFiles: [] });
    }
    expect(reading.warnings.toSorted()).toEqual([
      expect.stringMatching(/: 1 media files .* holds a NUL byte\.$/),
      expect.stringMatching(/: 1 media files .* is too long\.$/),
      expect.stringMatching(
        /: 3 media files .* leads out of the export's folder through a link\.$/,
      ),
      expect.stringMatching(/: 4 media files .* climbs out with \.\.\.$/),
      expect.stringMatching(/: 4 media files .* is absolute\.$/),
    ]);
  });

  it("may be reached by a link that stays inside", async () => {
    await using folder = await makeExportFolder();
    await folder.write("export/real/a", "content");
    await symlink("real", join(folder.path, "export", "files"));
    const { messages } = await importPaths(folder, ["files/a"]);
    expect(messages[0]?.mediaFiles).toMatchObject([{ path: "files/a", sizeBytes: 7 }]);
  });

  it("are no folders", async () => {
    await using folder = await makeExportFolder();
    await folder.write("export/files/a", "x");
    const { messages } = await importPaths(folder, ["files", "files/", "."]);
    expect(messages.map(({ mediaFiles }) => mediaFiles)).toEqual([[], [], []]);
  });

  // Windows has no such files.
  it.skipIf(process.platform === "win32")("are no pipes, which would never end", async () => {
    await using folder = await makeExportFolder();
    await folder.write("export/files/a", "x");
    const pipe = join(folder.path, "export", "files", "pipe");
    execFileSync("sh", ["-c", 'mkfifo "$0"', pipe]);
    const { messages } = await importPaths(folder, ["files/pipe", "files/a"]);
    expect(messages.map(({ mediaFiles }) => mediaFiles.length)).toEqual([0, 1]);
  });

  it("stop being read when the import is aborted", async () => {
    await using folder = await makeExportFolder();
    await folder.write("export/files/a", "x");
    const chat = jsonChat([jsonMessage(1, { file: "files/a" })]);
    const [source] = await openExports(await folder.write("export/result.json", chat));
    const controller = new AbortController();
    const reading = async (): Promise<void> => {
      for await (const item of source!.read({ signal: controller.signal })) {
        if (item.type === "channel") controller.abort(new Error("enough"));
      }
    };
    await expect(reading()).rejects.toThrow("enough");
  });
});

describe("paths on Windows", () => {
  it("are separated by both slashes and name no devices or streams", () => {
    expect(splitPath("files\\a.txt", true)).toEqual(["files", "a.txt"]);
    expect(splitPath("files/CON", true)).toBe("is a device's name");
    expect(splitPath("files/nul.txt", true)).toBe("is a device's name");
    expect(splitPath("files/a.txt:stream", true)).toBe("is a device's name");
    expect(splitPath("files/console", true)).toEqual(["files", "console"]);
    expect(splitPath("files/aux.c", false)).toEqual(["files", "aux.c"]);
  });
});
