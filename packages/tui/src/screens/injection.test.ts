import { describe, expect, it } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";
import { PAYLOADS } from "../../test-support/payloads.ts";

/**
 * Everything that Ink and the dashboard send on purpose. Colour is off in this file, so there is
 * no style among it.
 */
const OURS = new RegExp(
  [
    "\\u001b\\[\\?(?:1049|25|2004|2026)[hl]",
    // Cursor moves and erasing within a line or to the end of the screen.
    "\\u001b\\[\\d*(?:;\\d+)?[ABCDEFGHJK]",
  ].join("|"),
  "g",
);
/** Clearing the whole screen or its history is nothing we do. */
const CLEARS = /\u001b\[[23]J/;
const CONTROLS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;

/** Ink stops most payloads by itself, but neither links nor styles: they come first, uncut. */
const PASSED_BY_INK = "\u001b]8;;https://evil.example\u0007\u001b[31m";
const EVERYTHING = `${PASSED_BY_INK}${PAYLOADS.map(([, payload]) => payload).join(" x ")}`;

function hostile(payload: string) {
  const server = createFakeServer();
  server.channels.push(
    {
      ...{ id: "c1", title: `T${payload}`, username: `u${payload}`, messageCount: 1 },
      progress: { state: "FAILED", stateReason: `why${payload}` },
    },
    { id: "c2", title: `T${payload}`, username: null, messageCount: 1 },
  );
  server.messages.push({
    id: "m1",
    messageId: 1,
    channelId: "c1",
    text: `text${payload}end`,
    olderTexts: [`older${payload}end`],
    highlights: [
      { offset: 2, length: 5 },
      { offset: 6, length: 1 },
    ],
    author: `author${payload}`,
    forwardedFrom: `origin${payload}`,
    permalink: `https://t.me/${payload}`,
    media: [{ kind: "PHOTO", fileName: `file${payload}.jpg` }],
    reactions: [{ reaction: payload, count: 3 }],
    raw: { [payload]: payload },
  });
  server.accounts.push({
    ...{ telegramUserId: "7", label: `label${payload}`, phoneMasked: `+${payload}`, dc: 2 },
    ...{ state: "REVOKED", stateReason: `why${payload}`, proxy: `http://${payload}` },
    ...{ lastUsedAt: null, floodWaits: [] },
  });
  server.jobs.push({
    id: `j${payload}`,
    title: `job${payload}`,
    state: "FAILED",
    done: 1,
    total: 2,
    messages: 1,
    failure: { code: `C${payload}`, message: `failed${payload}` },
    result: {
      channels: 1,
      messagesAdded: 1,
      messagesAlreadyPresent: 0,
      revisionsAdded: 0,
      filesRecorded: 0,
      quarantined: 1,
      quarantineReasons: [{ reason: payload, count: 1, example: payload }],
      warnings: [payload],
    },
  });
  return server;
}

/** Walks through every screen while all strings of the API carry the payload. */
async function walk(payload: string): Promise<string> {
  await using dashboard = openDashboard(hostile(payload).client);
  const { terminal } = dashboard;
  await terminal.until("2 channels");
  terminal.type("2");
  await terminal.until("1 match");
  terminal.type("\r");
  await terminal.until("EDITED, 2 versions");
  for (const [key, sign] of [
    ["4", "examined"],
    ["\u001b", "2 channels"],
    ["5", "Telegram id 7"],
    ["L", "Log this account out?"],
    ["\u001b", "Telegram id 7"],
    ["2", "1 match"],
    ["\r", "EDITED, 2 versions"],
    ["V", "hidden characters shown"],
    ["d", "REV"],
    ["]", "[Media (1)]"],
    ["]", "[Raw JSON]"],
    ["3", "1 job known"],
    ["\r", "Report"],
    [":", "Do what?"],
  ] as const) {
    terminal.type(key);
    await terminal.until(sign);
  }
  terminal.paste(`${payload} pasted`);
  await terminal.until("pasted");
  terminal.type("\u001b");
  await terminal.until("Report");
  return terminal.written();
}

describe("text from Telegram", () => {
  it("never commands the terminal", async () => {
    const rest = (await walk(EVERYTHING)).replace(OURS, "");
    const at = CONTROLS.exec(rest)?.index;
    const found =
      at === undefined ? null : JSON.stringify(rest.slice(Math.max(0, at - 40), at + 40));
    expect(found).toBe(null);
    expect(rest).not.toMatch(CLEARS);
  });

  it("does so for each payload alone", async () => {
    for (const [name, payload] of PAYLOADS.slice(
      0,
      Number(process.env["TELEKEEP_FUZZ_PAYLOADS"] ?? 6),
    )) {
      const written = await walk(payload);
      expect(written, name).not.toMatch(CLEARS);
      expect(written.replace(OURS, ""), name).not.toMatch(CONTROLS);
    }
  }, 600_000);
});
