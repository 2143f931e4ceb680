import { describe, expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";

describe("followed channels on the dashboard", () => {
  it("are marked, and followed or not any more by a key", async () => {
    const server = createFakeServer();
    server.channels.push({ id: "c1", title: "Weather", username: "weather", messageCount: 42 });
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    const before = await terminal.until("@weather");
    expect(before).not.toContain("●@weather");
    terminal.type("f");
    const followed = await terminal.until("●@weather");
    expect(followed).toContain("Following weather.");
    expect(followed).toContain("followed live");
    expect(server.channels[0]?.isFollowing).toBe(true);
    terminal.type("f");
    await terminal.until((screen) => !screen.includes("●@weather"));
    expect(server.channels[0]?.isFollowing).toBe(false);
  });

  it("say why they cannot be followed", async () => {
    const server = createFakeServer();
    server.channels.push({
      ...{ id: "c1", title: "Weather", username: "weather", messageCount: 42 },
      ...{ isFollowing: true, followingTrouble: "The channel is private." },
    });
    await using dashboard = openDashboard(server.client);
    const screen = await dashboard.terminal.until("○@weather");
    expect(screen).toContain("cannot be followed: The channel is private.");
  });
});
