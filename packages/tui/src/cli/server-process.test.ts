import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { serveHttp, TOKEN } from "../../test-support/http-server.ts";
import { runCommand } from "../../test-support/run-command.ts";
import { readEnvironment } from "../config/environment.ts";
import { createContext, type Streams } from "./command-context.ts";
import { startServer } from "./server-process.ts";

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "telekeep-start-"));
});
afterEach(() => rm(data, { recursive: true, force: true }));

it("uses the server of another command that was first", async () => {
  const answerHealth = (response: ServerResponse) => {
    if (response.req.url !== "/healthz") return false;
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
    return true;
  };
  await using first = await serveHttp(createFakeServer(), answerHealth);
  await writeFile(join(data, "token"), TOKEN, { mode: 0o600 });
  await writeFile(join(data, "server.json"), JSON.stringify({ url: first.url, pid: process.pid }));
  const streams = { stdin: process.stdin, stdout: new PassThrough(), stderr: new PassThrough() };
  const context = createContext(
    readEnvironment({ TELEKEEP_DATA: data }, { stdin: {}, stdout: {} }),
    {},
    streams as unknown as Streams,
    new AbortController().signal,
  );
  const running = await startServer(context, {});
  expect(running.started).toBeNull();
  expect(running.client.server.url).toBe(first.url);
});

it("says in one sentence that the data folder cannot be used", async () => {
  const file = join(data, "file");
  await writeFile(file, "");
  for (const folder of [file, join(file, "below")]) {
    const { code, err } = await runCommand(["import", "/x", "--quiet"], { TELEKEEP_DATA: folder });
    expect(code).toBe(1);
    expect(err).toBe(
      `telekeep: The data folder ${folder} cannot be used (a file is in its place); ` +
        "name one that this user can write with --data or TELEKEEP_DATA.\n",
    );
  }
});
