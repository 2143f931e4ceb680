import { describe, expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { filled } from "../../test-support/filled-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";

describe("the dashboard", () => {
  it("leads from an empty archive to the first import, its bar and its channel", async () => {
    const server = createFakeServer();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("This archive is empty");
    await terminal.until("connected to http://fake");
    terminal.type("i");
    await terminal.until("Import a Telegram Desktop export");
    terminal.paste("export/result.json");
    await terminal.until("export/result.json");
    terminal.type("\r");
    await terminal.until("Import started");
    expect(server.pathsAsked).toEqual(["/somewhere/export/result.json"]);
    await terminal.until((screen) => screen.includes("RUN") && screen.includes("0.0%"));
    server.channels.push({ id: "c1", title: "Рыбарь", username: "rybar", messageCount: 42 });
    server.advance("job-1", { done: 43, messages: 1_234, perSecond: 96, etaSeconds: 1_080 });
    const running = await terminal.until(
      (screen) => screen.includes("43.0%") && screen.includes("@rybar"),
    );
    expect(running).toContain("1,234");
    expect(running).toContain("96/s");
    expect(running).toContain("~18m");
    server.advance("job-1", { state: "SUCCEEDED", done: 100 });
    const done = await terminal.until("Done: /somewhere/export/result.json");
    expect(done).toContain("imported");
    expect(done).not.toContain("0.0%");
  });

  it("gives the terminal back when it is left", async () => {
    await using dashboard = openDashboard(filled().client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    expect(terminal.isAlternate()).toBe(true);
    expect(terminal.isRaw()).toBe(true);
    terminal.type("q");
    expect(await dashboard.ended).toBe(0);
    await terminal.settled();
    expect(terminal.isAlternate()).toBe(false);
    expect(terminal.isRaw()).toBe(false);
    expect(terminal.written()).toMatch(/\u001b\[\?2004l/);
    expect(terminal.written().lastIndexOf("\u001b[?25h")).toBeGreaterThan(
      terminal.written().lastIndexOf("\u001b[?25l"),
    );
  });

  it("gives the terminal back when a signal ends it", async () => {
    await using dashboard = openDashboard(filled().client);
    await dashboard.terminal.until("@rybar");
    dashboard.interrupt();
    await expect(dashboard.ended).rejects.toMatchObject({ exitCode: 130 });
    await dashboard.terminal.settled();
    expect(dashboard.terminal.isAlternate()).toBe(false);
    expect(dashboard.terminal.isRaw()).toBe(false);
  });

  it("does not call an import with nothing examined 0 %", async () => {
    await using dashboard = openDashboard(filled().client);
    const screen = await dashboard.terminal.until("@rybar");
    const [rybar, local] = screen.split("\n").filter((line) => /@rybar |Local news/.test(line));
    expect(rybar).toMatch(/1,204,377\s+imported/);
    expect(rybar).not.toContain("%");
    expect(local).toContain("50.0%");
  });

  it("searches while typing and marks the matches without colour", async () => {
    const server = filled();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("/");
    await terminal.until("2 matches");
    terminal.type("khark");
    const screen = await terminal.until("«Khark»iv");
    expect(screen).toContain("[deleted at source] «Khark»iv: first reports");
    expect(screen).toContain("E2 M1");
    expect(server.lastSearch).toMatchObject({ query: { words: "khark" }, orderBy: "POSTED_DESC" });
    const { row, column } = terminal.cursor();
    expect([row, column]).toEqual([2, 8]);
  });

  it("points at the wrong part of a query and keeps the last good hits", async () => {
    const server = filled();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("/");
    await terminal.until("2 matches");
    terminal.type("grad from:@nobody");
    const screen = await terminal.until("no channel is called @nobody");
    const caretLine = screen.split("\n")[3] ?? "";
    expect(caretLine.indexOf("^")).toBe(3 + "grad ".length);
    expect(screen).toContain("first reports");
  });

  it("shows jobs that others have started and finished meanwhile", async () => {
    const server = filled();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    const job = { state: "SUCCEEDED", done: 1, total: 1, messages: 1 };
    await terminal.until("● live");
    server.jobs.unshift({ ...job, id: "j1", title: "before it was looked at" });
    terminal.type("3");
    await terminal.until("before it was looked at");
    server.jobs.unshift({ ...job, id: "j2", title: "while it is looked at" });
    expect(await terminal.until("while it is looked at")).toContain("2 jobs known");
  });

  it("shows a message, its versions, and the words that changed", async () => {
    await using dashboard = openDashboard(filled().client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("2");
    await terminal.until("2 matches");
    terminal.type("\r");
    const message = await terminal.until("@rybar / 58,213  (1 of 2)");
    expect(message).toContain("EDITED, 2 versions");
    expect(message).toContain("412,305 views");
    terminal.type("d");
    const versions = await terminal.until("version 1 to 2");
    expect(versions).toMatch(/^ - .*\[-five-\]/m);
    expect(versions).toMatch(/^ \+ .*\{\+three\+\}/m);
    terminal.type("]");
    expect(await terminal.until("photo_1.jpg")).toContain("photo 1280×960 (beside the export)");
    terminal.type("]");
    await terminal.until('"id": 58213');
    terminal.type("n");
    expect(await terminal.until("@rybar / 58,190  (2 of 2)")).toContain("DELETED AT SOURCE");
  });

  it("reveals hidden characters on request", async () => {
    const server = filled();
    server.messages.unshift({ id: "m0", messageId: 1, channelId: "c1", text: "pay\u202egnp.exe" });
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("2");
    await terminal.until("paygnp.exe");
    terminal.type("\r");
    await terminal.until("@rybar / 1");
    terminal.type("V");
    expect(await terminal.until("pay⟨U+202E⟩gnp.exe")).toContain("hidden characters shown");
  });

  it("asks before it cancels a job, and keeps it running unless told", async () => {
    const server = filled();
    server.jobs.push({
      id: "j1",
      title: "export",
      state: "RUNNING",
      done: 5,
      total: 10,
      messages: 5,
    });
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("1 job running");
    terminal.type("3");
    await terminal.until("1 job active");
    terminal.type("c");
    expect(await terminal.until("Cancel this job?")).toContain(
      "Nothing already archived is removed",
    );
    terminal.type("\r");
    await terminal.until("1 job active");
    expect(server.jobs[0]?.state).toBe("RUNNING");
    terminal.type("c");
    await terminal.until("Cancel this job?");
    terminal.type("y");
    await terminal.until("CANCELED");
    terminal.type("c");
    await terminal.until("cancel: the job is over (canceled)");
  });

  it("lets a job rest and go on, makes it urgent, and starts it again", async () => {
    const server = filled();
    const job = { id: "j1", kind: "BACKFILL", title: "@rybar", done: 5, total: 10 } as const;
    server.jobs.push({ ...job, state: "RUNNING", messages: 5 });
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("1 job running");
    terminal.type("3");
    await terminal.until("1 job active");
    terminal.type("R");
    await terminal.until("retry: the job is running");
    terminal.type(" ");
    await terminal.until("PAUSED");
    terminal.type(" ");
    await terminal.until("QUEUED");
    terminal.type("+");
    await terminal.until("priority 1");
    terminal.type("+");
    await terminal.until("priority 2");
    terminal.type("-");
    await terminal.until("Priority 1.");
    expect(server.jobs[0]).toMatchObject({ state: "QUEUED", priority: 1 });
    server.advance("j1", { state: "FAILED", failure: { code: "X", message: "It was no use." } });
    await terminal.until("It was no use.");
    terminal.type(" ");
    await terminal.until("pause/resume: the job is over (failed)");
    terminal.type("R");
    await terminal.until("QUEUED");
    expect(server.jobs[0]?.state).toBe("QUEUED");
  });

  it("says what a job waits for, and until when, in the list and in full", async () => {
    const server = filled();
    const until = "2024-03-11T10:00:00.000Z";
    const job = { id: "j1", kind: "BACKFILL", title: "@rybar", done: 5, total: 10 } as const;
    const waiting = { reason: "Telegram asks for a pause.", until };
    server.jobs.push({ ...job, state: "RUNNING", messages: 5, waiting });
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    terminal.type("3");
    await terminal.until(/WAITING +backfill .*@rybar · until 10:00:00Z/);
    terminal.type("\r");
    const open = await terminal.until("waiting until 2024-03-11 10:00:00Z: Telegram asks");
    expect(open).toContain("WAITING · waiting · 50.0%");
  });

  it("shows the report of a fetch", async () => {
    const server = filled();
    server.jobs.push({
      ...{ id: "j1", kind: "BACKFILL", title: "@rybar", state: "SUCCEEDED" },
      ...{ done: 10, total: 10, messages: 8 },
      result: {
        ...{ idsExamined: 10, absent: 2, messagesAdded: 7, messagesAlreadyPresent: 1 },
        ...{ revisionsAdded: 0, filesRecorded: 0, quarantined: 1 },
        quarantineReasons: [{ reason: "it holds a NUL", count: 1, example: "message 7" }],
        ...{ requests: 3, waits: 1, waitedSeconds: 42, warnings: ["The channel is young."] },
      },
    });
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("3");
    await terminal.until("1 job known");
    terminal.type("\r");
    const report = await terminal.until("The channel is young.");
    expect(report).toContain("7 messages added");
    expect(report).toContain("10 ids examined, 2 of them without a message");
    expect(report).toContain("3 requests, 1 wait of 42 s in all");
    expect(report).toContain("1 × it holds a NUL (for example message 7)");
  });

  it("shows the report of an import", async () => {
    const server = filled();
    server.jobs.push({
      id: "j1",
      title: "export",
      state: "SUCCEEDED",
      done: 10,
      total: 10,
      messages: 10,
      result: {
        channels: 1,
        messagesAdded: 10,
        messagesAlreadyPresent: 3,
        revisionsAdded: 2,
        filesRecorded: 0,
        quarantined: 1,
        quarantineReasons: [
          { reason: "the date is no number", count: 1, example: "result.json:7" },
        ],
        warnings: ["the zone is a guess"],
      },
    });
    await using dashboard = openDashboard(server.client);
    await dashboard.terminal.until("@rybar");
    dashboard.terminal.type("3");
    await dashboard.terminal.until("1 job known");
    dashboard.terminal.type("\r");
    const report = await dashboard.terminal.until("Report");
    expect(report).not.toContain("done");
    for (const fact of [
      "10 messages added",
      "3 already there",
      "2 new versions",
      "1 × the date is no number (for example result.json:7)",
      "warning: the zone is a guess",
    ]) {
      expect(report).toContain(fact);
    }
  });

  it("says why an import is refused and keeps what was typed", async () => {
    const server = createFakeServer();
    server.refuseImport = { message: "There is nothing at /nowhere." };
    await using dashboard = openDashboard(server.client);
    await dashboard.terminal.until("connected to");
    dashboard.terminal.type("i");
    await dashboard.terminal.until("Path");
    dashboard.terminal.type("/nowhere\r");
    expect(await dashboard.terminal.until("There is nothing at /nowhere.")).toMatch(
      /Path {2}\/nowhere/,
    );
  });

  it("shows the age of its data while the server is away, refuses actions, and comes back", async () => {
    const server = filled();
    await using dashboard = openDashboard(server.client);
    const { terminal } = dashboard;
    await terminal.until("● live");
    server.setDown(true);
    const offline = await terminal.until("○ offline");
    expect(offline).toMatch(/! Not connected since .*Z, showing data of .*Z\./);
    expect(offline).toContain("1,204,377");
    terminal.type("i");
    await terminal.until("import: server not reachable");
    server.channels.push({ id: "c3", title: "Third", username: "third", messageCount: 1 });
    server.setDown(false);
    terminal.type("r");
    expect(await terminal.until("● live")).not.toContain("Not connected");
    await terminal.until("@third");
  });

  it("explains the keys of the place where it was asked, and finds them by a word", async () => {
    await using dashboard = openDashboard(filled().client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("?");
    expect(await terminal.until("Keys: channels")).toContain("the messages of the channel");
    terminal.type("suspend");
    const found = await terminal.until((screen) => !screen.includes("go to Jobs"));
    expect(found).toContain("ctrl+z");
    terminal.type("\u001b");
    await terminal.until("@rybar");
  });

  it("finds a channel by the palette", async () => {
    await using dashboard = openDashboard(filled().client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type(":");
    await terminal.until("Do what?");
    terminal.type("locnew");
    await terminal.until(/▸ .*channel Local news/);
    terminal.type("\r");
    expect(await terminal.until(/▸ Local news/)).toContain("[1 Channels]");
  });

  it("moves with vi's keys, and g g waits for its second g", async () => {
    await using dashboard = openDashboard(filled().client);
    const { terminal } = dashboard;
    await terminal.until(/▸ @rybar/);
    terminal.type("j");
    await terminal.until(/▸ Local news/);
    terminal.type("g");
    terminal.type("g");
    await terminal.until(/▸ @rybar/);
    terminal.type("G");
    await terminal.until(/▸ Local news/);
    terminal.type("kjk");
    expect(await terminal.until(/▸ @rybar/)).not.toMatch(/▸ Local news/);
  });

  it("does not take letters for keys while text is typed", async () => {
    await using dashboard = openDashboard(filled().client);
    const { terminal } = dashboard;
    await terminal.until("@rybar");
    terminal.type("/");
    await terminal.until("2 matches");
    terminal.type("q3i?:");
    expect(await terminal.until("/ q3i?:")).toContain("[2 Search]");
  });
});
