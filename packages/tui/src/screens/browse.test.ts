import { describe, expect, it } from "vitest";
import { filled } from "../../test-support/filled-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";

describe("the dashboard, from channel to search to message", () => {
  it("turns a channel that is opened into a filter", async () => {
    const server = filled();
    await using dashboard = openDashboard(server.client);
    await dashboard.terminal.until("@rybar");
    dashboard.terminal.type("\r");
    await dashboard.terminal.until("2 matches");
    expect(server.lastSearch).toMatchObject({ filter: { channels: ["c1"] } });
    expect(dashboard.terminal.screen()).toContain("from:@rybar");
  });

  it("opens the channel under the cursor, though another has its title", async () => {
    const server = filled();
    const twin = { title: "Local news", username: null, messageCount: 1 };
    server.channels.push({ ...twin, id: "c3", telegramId: "-1000000000777" });
    await using dashboard = openDashboard(server.client);
    await dashboard.terminal.until(/Local news[^]*Local news/);
    dashboard.terminal.type("G\r");
    await dashboard.terminal.until("from:c/777");
    expect(server.lastSearch).toMatchObject({ filter: { channels: ["c3"] } });
  });

  it("replaces the old query when / is followed by typing, and keeps it otherwise", async () => {
    const server = filled();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("\r");
    await terminal.until("from:@rybar");
    terminal.type("/");
    await terminal.until("[from:@rybar ]");
    terminal.type("khark");
    expect(await terminal.until("«Khark»iv")).toMatch(/^ \/ khark *$/m);
    expect(server.lastSearch).toMatchObject({ query: { words: "khark" }, filter: {} });
    terminal.type("\r/");
    await terminal.until("[khark]");
    terminal.type("\u001b[F");
    terminal.type(" reports");
    expect(await terminal.until("0 matches for")).toMatch(/^ \/ khark reports *$/m);
  });

  it("counts the channels that were searched in vain, and says that it is no proof", async () => {
    const server = filled();
    server.gaps.push("c2");
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("/");
    expect(await terminal.until("2 matches")).not.toContain("proof");
    terminal.type("elephant");
    expect(await terminal.until("0 matches for")).toContain("in 2 channels.");
    await terminal.until("No proof of absence: 1 channel has ids never examined.");
    terminal.type(" from:@rybar");
    await terminal.until("in 1 channel.");
  });

  it("shows what a message says without text: edits before, polls, actions, authors", async () => {
    const server = filled();
    const data = { question: "Tea?", answers: [{ text: "Yes", voters: 2 }], total_voters: 2 };
    const poll = { kind: "POLL", fileName: "poll", data };
    const at = { channelId: "c1", text: "" };
    server.messages.unshift(
      { ...at, id: "m3", messageId: 3, media: [poll], editedAt: "2024-03-11T10:00:00.000Z" },
      { ...at, id: "m4", messageId: 4, serviceAction: { type: "pin_message", message_id: 3 } },
      { ...at, id: "m5", messageId: 5, text: "by an id", authorId: "999" },
    );
    await using dashboard = openDashboard(server.client, { columns: 130 });
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("2");
    const list = await terminal.until(/ 3 E M1 +\[poll: Tea\?\]/);
    expect(list).toContain("[pinned message 3]");
    expect(list).toMatch(/user 999 +5 +by an id/);
    terminal.type("?");
    await terminal.until("E3 edited, three versions kept");
    terminal.type("\u001b");
    await terminal.until("5 matches");
    terminal.type("\r");
    const message = await terminal.until(
      "edited 2024-03-11 10:00:00Z, before it was first archived",
    );
    expect(message).toMatch(/Poll: Tea\? \(2 voters\)[^]*- Yes \(2 votes\)/);
    terminal.type("n");
    await terminal.until(/service +pinned message 3/);
  });
});
