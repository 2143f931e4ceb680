import { beforeAll, expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";

// chalk reads this when Ink is loaded, which happens with the first dashboard of this file.
beforeAll(() => {
  process.env["FORCE_COLOR"] = "1";
});

it("marks matches inverse where there is colour, and not by signs", async () => {
  const server = createFakeServer();
  server.channels.push({ id: "c", title: "One", username: "one", messageCount: 1 });
  server.messages.push({ id: "m", messageId: 1, channelId: "c", text: "some needle here" });
  await using dashboard = openDashboard(server.client, { hasColour: true });
  const { terminal } = dashboard;
  await terminal.until("@one");
  terminal.type("/needle");
  const screen = await terminal.until(
    (text) => text.includes("1 match") && text.includes("/ needle"),
  );
  const row = screen.split("\n").findIndex((line) => line.includes("some needle here"));
  const column = (screen.split("\n")[row] ?? "").indexOf("needle");
  await terminal.until(() => terminal.isInverse(row, column));
  expect(terminal.isInverse(row, column - 2)).toBe(false);
  expect(screen).not.toContain("«");
});
