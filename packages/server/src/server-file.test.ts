import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRunningServer, removeServerFile, serverFile, writeServerFile } from "./server-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "telekeep-note-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const note = (port: number, pid = process.pid) => ({
  url: `http://127.0.0.1:${port}`,
  pid,
  version: "1",
  startedAt: "2026-01-01T00:00:00.000Z",
});

describe("the note of a running server", () => {
  it("is found while its server answers, and stale when it does not any more", async () => {
    const http = createServer((_request, response) => response.end('{"status":"ok"}')).listen(
      0,
      "127.0.0.1",
    );
    await once(http, "listening");
    const written = note((http.address() as AddressInfo).port);
    await writeServerFile(folder, written);
    expect((await stat(serverFile(folder))).mode & 0o777).toBe(0o600);
    expect(await findRunningServer(folder)).toEqual(written);
    http.closeAllConnections();
    http.close();
    await once(http, "close");
    expect(await findRunningServer(folder)).toBeNull();
  });

  it("is stale when its process is gone, damaged or of another machine", async () => {
    await writeServerFile(folder, note(1, 2 ** 22 + 1));
    expect(await findRunningServer(folder)).toBeNull();
    for (const text of [
      "",
      "{",
      "[]",
      JSON.stringify({ ...note(1), url: "http://evil.example" }),
    ]) {
      await writeFile(serverFile(folder), text);
      expect(await findRunningServer(folder), text).toBeNull();
    }
  });

  it("is removed by the server that wrote it alone", async () => {
    await writeServerFile(folder, note(1));
    await removeServerFile(folder, { ...note(1), startedAt: "2025-01-01T00:00:00.000Z" });
    expect(await readFile(serverFile(folder), "utf8")).toContain("127.0.0.1");
    await removeServerFile(folder, note(1));
    await expect(stat(serverFile(folder))).rejects.toThrow();
  });
});
