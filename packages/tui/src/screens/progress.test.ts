import { describe, expect, it } from "vitest";
import { createFakeServer, type FakeServer } from "../../test-support/fake-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";

const REASON = "Telegram asked this account for a pause of 107 s.";

/** One channel, half of whose 1,000 ids are examined. */
function fetching(progress: Record<string, unknown> = { state: "RUNNING" }): FakeServer {
  const server = createFakeServer();
  server.channels.push({
    ...{ id: "c1", title: "Weather", username: "weather", messageCount: 480 },
    ...{ coveredIds: 500, missingIds: 500, progress },
  });
  return server;
}

const rowOf = (screen: string) =>
  screen.split("\n").find((line) => line.includes("@weather")) ?? "";

describe("the channels while they are fetched", () => {
  it("show a bar that follows what was examined, the speed and the time that is left", async () => {
    const server = fetching({ state: "RUNNING", messagesPerSecond: 96, etaSeconds: 1_080 });
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    const before = rowOf(await terminal.until("50.0%"));
    expect(before).toMatch(/@weather +480 {2}█████░░░░░ +50\.0% +RUN +96\/s {2}~18m {2}Weather/);
    server.change("c1", { coveredIds: 750, missingIds: 250, messageCount: 720 });
    const after = rowOf(await terminal.until("75.0%"));
    expect(after).toMatch(/@weather +720 {2}███████▌░░ +75\.0%/);
    server.change("c1", { coveredIds: 1_000, missingIds: 0, progress: { state: "COMPLETE" } });
    const done = await terminal.until("100.0%");
    expect(rowOf(done)).toMatch(/██████████ 100\.0% +DONE +Weather/);
    expect(done).toContain("every known id examined");
  });

  it("count a wait down to its absolute end, by the server's clock, and never below", async () => {
    const server = fetching();
    server.clockAhead = 3_600_000;
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("RUN");
    const until = new Date(Date.now() + server.clockAhead + 107_400).toISOString();
    const wait = { state: "WAITING", stateReason: REASON, waitingUntil: until };
    server.change("c1", { progress: wait });
    const screen = await terminal.until("WAIT ");
    const end = `${until.slice(11, 19)}Z`;
    expect(rowOf(screen)).toMatch(new RegExp(`WAIT +wait 01:4[5-8] → ${end}`));
    expect(screen).toContain(`WAIT: ${REASON}`);
    const soon = new Date(Date.now() + server.clockAhead + 900).toISOString();
    server.change("c1", { progress: { ...wait, waitingUntil: soon } });
    await terminal.until("wait 00:01");
    expect(rowOf(await terminal.until("resuming…"))).not.toContain("00:0");
    server.change("c1", { progress: { state: "RUNNING" } });
    await terminal.until("estimating…");
  });

  it.each([
    [{ state: "PAUSED" }, /PAUSE /],
    [{ state: "QUEUED" }, /QUEUE /],
    [{ state: "WAITING", stateReason: "The database is away." }, /WAIT +waiting…/],
    [{ state: "IDLE" }, /GAPS +500 ids missing/],
    [{ state: "FAILED", stateReason: "Sign in again." }, /FAIL /],
  ])("say what they do: %o", async (progress, expected) => {
    await using dashboard = openDashboard(fetching(progress).client);
    const screen = await dashboard.terminal.until("50.0%");
    expect(rowOf(screen)).toMatch(expected);
    if ("stateReason" in progress) expect(screen).toContain(`: ${progress.stateReason}`);
  });

  it("take in a channel that somebody else has added", async () => {
    const server = fetching();
    await using dashboard = openDashboard(server.client);
    await dashboard.terminal.until("● live");
    server.channels.push({ id: "c2", title: "Other", username: "other", messageCount: 1 });
    server.change("c2", { progress: { state: "QUEUED" } });
    expect(await dashboard.terminal.until("@other")).toContain("1 RUN  1 QUEUE");
  });

  it.each([
    [60, "wait 01:47"],
    [80, "wait 01:47 -> "],
    [200, "wait 01:47 -> "],
  ])("fit %i columns, in ASCII", async (columns, wait) => {
    const until = new Date(Date.now() + 107_000).toISOString();
    const server = fetching({ state: "WAITING", stateReason: REASON, waitingUntil: until });
    const look = { columns, rows: 24, isAscii: true };
    await using dashboard = openDashboard(server.client, look);
    const screen = await dashboard.terminal.until(wait.slice(0, 7));
    expect(rowOf(screen)).toContain(wait.slice(10));
    expect(rowOf(screen)).toMatch(columns === 60 ? / 50\.0% +WAIT / : /\[#+-+\] +50\.0% +WAIT /);
    // What is cut ends in the one sign that ASCII has not.
    expect(screen.replaceAll(/[·…]/g, "")).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe("the coverage map", () => {
  const mapped = () => {
    const server = fetching();
    server.channels[0]!.map = [
      ...[{ examined: 1 }, { examined: 1 }, { examined: 0.95 }, { examined: 0.5 }],
      ...[{ examined: 0 }, { examined: 1, absent: 1 }],
    ];
    return server;
  };

  it("opens from a channel and shows what is examined, missing and absent, in numbers too", async () => {
    await using dashboard = openDashboard(mapped().client);
    const { terminal } = dashboard;
    await terminal.until("50.0%");
    terminal.type("v");
    const screen = await terminal.until("██▓▒·─");
    expect(screen).toContain("[4 Coverage]");
    expect(screen).toContain("@weather  ids 1-1,000 · 50.0% examined · 500 missing · 0 absent");
    expect(screen).toMatch(/▸ 1 - 500 +500 +500 +0 {2}covered/);
    expect(screen).toMatch(/501 - 1,000 +500 {2,}MISSING/);
    terminal.type("j");
    await terminal.until(/▸ 501 - 1,000/);
    terminal.type("\u001b");
    await terminal.until("[1 Channels]");
  });

  it("is as wide as the window, grows with it, and follows the archive", async () => {
    const server = fetching();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("50.0%");
    terminal.type("4");
    // Three lines of 84 parts each; half of them is examined.
    const narrow = await terminal.until(/│█+│/);
    expect(narrow.match(/[█▓▒·]/g)!.length).toBeGreaterThan(3 * 80);
    expect(narrow).toMatch(/ +1 │█{84}│ 333\n/);
    terminal.resize(140, 30);
    await terminal.until(/ 1 │█{124}│/);
    server.change("c1", { coveredIds: 1_000, missingIds: 0, progress: { state: "COMPLETE" } });
    const full = await terminal.until("100.0% examined");
    expect(full).toContain("1 - 1,000");
    expect(full).not.toContain("MISSING");
  });

  it("is drawn in ASCII where it must be", async () => {
    await using dashboard = openDashboard(mapped().client, { isAscii: true });
    const { terminal } = dashboard;
    await terminal.until("50.0%");
    terminal.type("v");
    const screen = await terminal.until("|##+:._|");
    expect(screen.replaceAll("·", "")).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it.each([100, 60])("says at %i columns what an import does not prove", async (columns) => {
    const server = createFakeServer();
    server.channels.push({ id: "c1", title: "News", username: null, messageCount: 10 });
    server.channels[0]!.missingIds = 10;
    await using dashboard = openDashboard(server.client, { columns, rows: 20 });
    const { terminal } = dashboard;
    await terminal.until("imported");
    terminal.type("v");
    const screen = await terminal.until("0.0% examined");
    expect(screen.replaceAll(/\s+/g, " ")).toContain(
      "What is here was imported. An import proves nothing about what it does not hold.",
    );
    expect(screen).toMatch(/─ nothing there *\n/);
    expect(screen).not.toContain("covered: examined");
  });

  it("says what to do without a channel", async () => {
    await using dashboard = openDashboard(createFakeServer().client);
    await dashboard.terminal.until("This archive is empty");
    dashboard.terminal.type("4");
    expect(await dashboard.terminal.until("No channel is chosen")).toContain("[4 Coverage]");
  });
});
