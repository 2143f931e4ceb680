import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { serveHttp, TOKEN } from "../../test-support/http-server.ts";
import { runCommand } from "../../test-support/run-command.ts";

it("ends the process of a server that does not answer any more", async () => {
  await using undo = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), "telekeep-stop-"));
  undo.defer(() => rm(data, { recursive: true, force: true }));
  const silent = undo.use(await serveHttp(createFakeServer(), () => true));
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore" });
  undo.defer(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  await writeFile(join(data, "token"), TOKEN);
  await writeFile(join(data, "server.json"), JSON.stringify({ url: silent.url, pid: child.pid }));

  const { code, out, err } = await runCommand(["stop"], { TELEKEEP_DATA: data });
  expect(err).toBe(`The server does not answer; its process ${child.pid} is asked to end.\n`);
  expect({ code, out }).toEqual({ code: 0, out: "The server has stopped.\n" });
  expect(await ended).toEqual([null, "SIGTERM"]);

  // The note is still there, and so is whatever listens; the process is not.
  const again = await runCommand(["stop"], { TELEKEEP_DATA: data });
  expect(again).toMatchObject({ code: 0, out: "No server is running.\n" });
});
