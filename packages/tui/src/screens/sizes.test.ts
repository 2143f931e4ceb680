import { describe, expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";

function crowded() {
  const server = createFakeServer();
  for (let index = 0; index < 300; index++) {
    server.channels.push({
      id: `c${index}`,
      title:
        index % 3 === 0 ? "ערוץ בעברית 👨‍👩‍👧‍👦 漢字" : `Channel number ${index} with a long name`,
      username: index % 3 === 0 ? null : `channel_${index}`,
      messageCount: index * 1_000,
    });
    server.messages.push({
      id: `m${index}`,
      messageId: index,
      channelId: `c${index}`,
      text: `Message ${index} 漢字かな交じり文 👩🏽‍🚀 ${"long text ".repeat(30)}`,
    });
  }
  return server;
}

describe.each([
  [100, 30],
  [80, 24],
  [60, 16],
  [200, 50],
])("at %i×%i", (columns, rows) => {
  it("fills exactly the screen on every screen, and never scrolls it", async () => {
    await using dashboard = openDashboard(crowded().client, { columns, rows });
    const { terminal } = dashboard;
    await terminal.until("channel_1");
    const inspect = async (keys: string, sign: string | RegExp) => {
      terminal.type(keys);
      const lines = (await terminal.until(sign)).split("\n");
      expect(lines).toHaveLength(rows);
      expect(lines[0]).toMatch(/^ telekeep/);
      expect(lines[rows - 1]).not.toBe("");
    };
    await inspect("G", "channel_299");
    await inspect("gg", "channel_1");
    await inspect("/", "300 matches");
    await inspect("\r", "open");
    await inspect("G", "Message 299");
    await inspect("\r", /\/ 299/);
    await inspect("d", "Versions (1)");
    await inspect("?", "Keys: message");
    await inspect("\u001b", "Versions (1)");
    await inspect("3", "No jobs yet");
    await inspect("4", "[4 Coverage]");
    await inspect("5", "p  log in with a phone number");
    await inspect("1", "[1 Channels]");
    await inspect("d", "What is known of the channel");
    await inspect("\u001b", /MESSAGES +EXAMINED/);
    await inspect("a", "Add channels from Telegram");
    await inspect("\u001b", /MESSAGES +EXAMINED/);
    await inspect(":", "Do what?");
    // A frame that is taller than the screen makes Ink clear it whole.
    expect(terminal.written()).not.toContain("\u001b[2J");
    expect(terminal.written()).not.toContain("\u001b[3J");
  });
});

describe("a window that changes", () => {
  it("is redrawn at every size, and says when it is too small", async () => {
    await using dashboard = openDashboard(crowded().client);
    const { terminal } = dashboard;
    await terminal.until("channel_1");
    terminal.resize(48, 12);
    await terminal.until("telekeep needs 60×16 (now 48×12)");
    terminal.resize(20, 5);
    await terminal.until("telekeep");
    terminal.resize(120, 40);
    const screen = await terminal.until((text) => /q quit/.test(text.split("\n")[39] ?? ""));
    expect(screen).not.toContain("telekeep needs");
    expect(screen.split("\n")[0]).toMatch(/live/);
  });

  it("is drawn anew on ctrl+l", async () => {
    await using dashboard = openDashboard(crowded().client);
    const { terminal } = dashboard;
    const before = await terminal.until("channel_1");
    terminal.streams.stdout.write("\u001b[5;1Hgarbage from another program");
    await terminal.until("garbage");
    terminal.type("\f");
    // All but the first line, which holds the clock.
    const body = (screen: string) => screen.split("\n").slice(1).join("\n");
    const after = await terminal.until((screen) => body(screen) === body(before));
    expect(after).toMatch(/^ telekeep .* live/);
  });
});

describe("with --ascii", () => {
  it("draws nothing of its own beyond ASCII", async () => {
    const server = createFakeServer();
    server.channels.push({
      id: "c",
      title: "Plain",
      username: "plain",
      messageCount: 5,
      coveredIds: 5,
      missingIds: 5,
    });
    server.jobs.push({ id: "j", title: "x", state: "RUNNING", done: 1, total: 3, messages: 1 });
    await using dashboard = openDashboard(server.client, { isAscii: true });
    const screen = await dashboard.terminal.until("[###");
    expect(screen.replaceAll("·", "").replaceAll("—", "")).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
