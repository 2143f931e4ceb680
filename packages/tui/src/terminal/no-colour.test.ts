import { beforeAll, expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";

beforeAll(() => {
  process.env["FORCE_COLOR"] = "3";
});

it("sends no colour and no style at all when colour is off", async () => {
  const server = createFakeServer();
  server.channels.push({ id: "c", title: "One", username: "one", messageCount: 1 });
  await using dashboard = openDashboard(server.client, { hasColour: false });
  await dashboard.terminal.until("@one");
  dashboard.terminal.type("3");
  await dashboard.terminal.until("No jobs yet");
  expect(dashboard.terminal.written()).not.toMatch(/\u001b\[[0-9;]*m/);
});
