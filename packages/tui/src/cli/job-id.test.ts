import { expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { serveHttp, TOKEN } from "../../test-support/http-server.ts";
import { runCommand } from "../../test-support/run-command.ts";
import { jobId } from "./job-id.ts";

const UUID = "629f2c60-1b8c-4a4e-9a53-0d4f6c2b7e11";
const NODE_ID = "Sm9iOjYyOWYyYzYwLTFiOGMtNGE0ZS05YTUzLTBkNGY2YzJiN2UxMQ";

it("makes the UUID of a message the id that the API takes, and leaves others as they are", () => {
  expect(jobId(UUID)).toBe(NODE_ID);
  expect(jobId(` ${UUID.toUpperCase()}\n`)).toBe(NODE_ID);
  expect(jobId(NODE_ID)).toBe(NODE_ID);
  expect(jobId("nope")).toBe("nope");
});

it("lets a job be shown and canceled by either", async () => {
  const fake = createFakeServer();
  fake.jobs.push({ id: NODE_ID, title: "x", state: "RUNNING", done: 1, total: 2, messages: 5 });
  await using server = await serveHttp(fake);
  const variables = { TELEKEEP_URL: server.url, TELEKEEP_TOKEN: TOKEN };
  expect((await runCommand(["jobs", UUID], variables)).out).toContain(NODE_ID);
  expect((await runCommand(["jobs", "cancel", UUID], variables)).out).toContain("CANCELED");
});
