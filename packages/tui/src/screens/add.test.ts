import { describe, expect, it } from "vitest";
import { filled } from "../../test-support/filled-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";

function withDialogs() {
  const server = filled();
  server.dialogs.push(
    { telegramId: "-1000000000001", title: "Harbour News", username: "harbour_news" },
    { telegramId: "-1000000000002", title: "Letters \u001b[2J\u202eevil", username: null },
    { telegramId: "-1000000000003", title: "Порт: форум", username: "port_forum" },
  );
  return server;
}

describe("adding channels from the dashboard", () => {
  it("adds several of the account's chats that were found by typing and marked", async () => {
    const server = withDialogs();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("a");
    const list = await terminal.until("Порт: форум");
    expect(list).toMatch(/@harbour_news .*channel .*Harbour News/);
    terminal.type("harb");
    await terminal.until((screen) => !screen.includes("Порт"));
    terminal.type("\t");
    await terminal.until("1 channel marked");
    terminal.type("\u0015");
    await terminal.until("Порт: форум");
    terminal.type("фор\t");
    await terminal.until("2 channels marked");
    terminal.type("\r");
    await terminal.until("Added 2 channels; fetching.");
    expect(server.added).toEqual(["-1000000000001", "-1000000000003"]);
    await terminal.until(/Harbour News[^]*Порт: форум/);
  });

  it("adds what was typed when none of the chats is meant, and says why it cannot", async () => {
    const server = withDialogs();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("a");
    await terminal.until("Harbour News");
    terminal.type("@nobody");
    await terminal.until("None of your chats; enter adds @nobody as it is.");
    terminal.type("\r");
    await terminal.until("@nobody: Nobody has this username.");
    expect(server.added).toEqual(["@nobody"]);
    terminal.type("\u001b");
    await terminal.until("@rybar");
  });

  it("draws no command to the terminal out of what a chat is called", async () => {
    const server = withDialogs();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("a");
    const screen = await terminal.until("Letters");
    expect(screen).not.toMatch(/[\u202e\u001b]/);
    expect(screen).toContain("Harbour News");
  });
});

describe("what is known of a channel", () => {
  it("is shown with what was seen of it before", async () => {
    const server = filled();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("d");
    const screen = await terminal.until("What was seen of it");
    expect(screen).toContain("About it.");
    expect(screen).toContain("verified");
    expect(screen).toMatch(/Z {2}title Рыбарь; username @rybar; about About it\./);
    expect(screen).toMatch(/Z {2}title An older name/);
    terminal.type("\u001b");
    await terminal.until("EXAMINED");
  });
});
