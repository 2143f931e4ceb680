import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { readEnvironment } from "../config/environment.ts";
import { createContext, type Streams } from "./command-context.ts";
import { leaveServer } from "./leave-server.ts";

async function leave(states: Record<string, string>, ownJob: string | null, isDown = false) {
  const fake = createFakeServer();
  for (const [id, state] of Object.entries(states)) {
    fake.jobs.push({ id, title: id, state, done: 1, total: 2, messages: 0 });
  }
  fake.setDown(isDown);
  const stderr = new PassThrough();
  const streams = { stdin: process.stdin, stdout: new PassThrough(), stderr };
  const context = createContext(
    readEnvironment({}, { stdin: {}, stdout: {} }),
    {},
    streams as unknown as Streams,
    new AbortController().signal,
  );
  let stops = 0;
  const stop = async () => void stops++;
  const started = { pid: 1, ended: new Promise<never>(() => {}), stop };
  await leaveServer(context, fake.client, started, ownJob);
  return { stops, said: String(stderr.read() ?? "") };
}

it("stays for the job of somebody else, and says so", async () => {
  expect(await leave({ mine: "SUCCEEDED", theirs: "RUNNING" }, "mine")).toEqual({
    stops: 0,
    said: "1 job keeps running on the server; stop it with: telekeep stop\n",
  });
});

it("ends when nothing is at work but the own job, or nobody answers", async () => {
  expect(await leave({ theirs: "SUCCEEDED" }, null)).toEqual({ stops: 1, said: "" });
  expect(await leave({ mine: "CANCELING" }, "mine")).toEqual({ stops: 1, said: "" });
  expect(await leave({ theirs: "RUNNING" }, null, true)).toEqual({ stops: 1, said: "" });
});
