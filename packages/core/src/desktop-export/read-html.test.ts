import { describe, expect, it } from "vitest";
import type { Reading } from "./export-fixture.ts";
import {
  htmlBlock,
  htmlMessage,
  htmlPage,
  htmlService,
  makeExportFolder,
  readAll,
  readFileAs,
} from "./export-fixture.ts";
import { channelIdFromTitle } from "./html-channel-id.ts";
import { openExports } from "./open-exports.ts";

const NOON = "22.11.2018 12:00:00 UTC+04:00";
const later = (clock: string): string => `22.11.2018 ${clock} UTC+04:00`;

async function read(...blocks: readonly string[]): Promise<Reading> {
  return await readFileAs("messages.html", htmlPage("Chat", blocks));
}

async function readOne(...parts: readonly string[]): Promise<Reading["messages"][number]> {
  const { messages } = await read(htmlMessage(1, NOON, "Ada", ...parts));
  return messages[0]!;
}

describe("an HTML message", () => {
  it("is read whole, and its own HTML is kept", async () => {
    const block = htmlMessage(7, NOON, "Ada ", htmlBlock("text", "a &amp; <strong>b</strong>"));
    const { messages } = await read(block);
    expect(messages).toEqual([
      {
        id: 7,
        postedAt: Date.parse("2018-11-22T08:00:00Z") / 1000,
        timePrecision: "zone_standard",
        postedAtRaw: NOON,
        editedAt: null,
        sender: { id: null, name: "Ada" },
        authorSignature: null,
        text: "a & b",
        entities: [{ type: "bold", offset: 4, length: 1 }],
        media: [],
        mediaFiles: [],
        replyToMessageId: null,
        replyToPeerId: null,
        forward: null,
        albumId: null,
        topicId: null,
        action: null,
        views: null,
        forwards: null,
        reactions: null,
        raw: {
          json: Buffer.from(JSON.stringify({ html: block.trim() })),
          source: "desktop_html",
          layer: null,
        },
      },
    ]);
  });

  it("answers another on its page, on another page, or in another chat", async () => {
    const reply = (html: string): string => htmlBlock("reply_to details", html);
    const target = async (html: string): Promise<unknown> =>
      (await readOne(reply(html), htmlBlock("text", "x"))).replyToMessageId;
    expect(
      await target(
        'In reply to <a href="#go_to_message29" onclick="return GoToMessage(29)">this</a>',
      ),
    ).toBe(29);
    expect(await target('In reply to <a href="messages3.html#go_to_message2029">this</a>')).toBe(
      2029,
    );
    expect(await target("In reply to a message in another chat")).toBeNull();
  });

  it("forwards another with its author and time", async () => {
    const name = `Bea <span class="date details" title="${later("11:00:00")}"> 11:00:00</span>`;
    const body = `\n       <div class="forwarded body">${htmlBlock("from_name", name)}${htmlBlock(
      "text",
      "hello",
    )}\n       </div>`;
    expect(await readOne(body)).toMatchObject({
      sender: { name: "Ada" },
      text: "hello",
      forward: {
        id: null,
        name: "Bea",
        messageId: null,
        postedAt: Date.parse("2018-11-22T07:00:00Z") / 1000,
      },
    });
  });

  it("joined to a forward has the same origin at an unknown time", async () => {
    const first = `<div class="forwarded body">${htmlBlock("from_name", "Bea")}</div>`;
    const second = `<div class="forwarded body">${htmlBlock("text", "two")}</div>`;
    const { messages } = await read(
      htmlMessage(1, NOON, "Ada", first),
      htmlMessage(2, NOON, null, second),
    );
    expect(messages[1]).toMatchObject({
      sender: { name: "Ada" },
      text: "two",
      forward: { name: "Bea", postedAt: null },
    });
  });

  it("sent by way of a bot, signed, with reactions", async () => {
    const reactions = `<span class="reactions">
      <span class="reaction active"><span class="emoji">\n👍\n</span><span class="count">\n12\n</span></span>
      <span class="reaction"><span class="emoji">\n🔥\n</span><span class="userpics"><div class="userpic"></div><div class="userpic"></div></span></span>
      <span class="reaction"><span class="emoji">\n<a href = "stickers/s.webp">👋</a>\n</span><span class="count">\n3\n</span></span>
      <span class="reaction paid"><span class="emoji">\n⭐\n</span><span class="count">\n50\n</span></span></span>`;
    const { messages } = await read(
      htmlMessage(1, NOON, "Ada via @bot", htmlBlock("signature details", "A. L."), reactions),
    );
    expect(messages[0]).toMatchObject({
      sender: { id: null, name: "Ada" },
      authorSignature: "A. L.",
      reactions: [
        { reaction: "👍", count: 12 },
        { reaction: "🔥", count: 2 },
        { reaction: "custom:stickers/s.webp", count: 3 },
        { reaction: "paid", count: 50 },
      ],
    });
  });

  it("that is a phone call reports it like a service message", async () => {
    const call = `<div class="media_wrap clearfix"><div class="media clearfix pull_left media_call success">
      <div class="body"><div class="title bold">\nBea\n</div><div class="status details">\nOutgoing (75 seconds)\n</div></div></div></div>`;
    expect(await readOne(call)).toMatchObject({
      media: [],
      action: { type: "phone_call", text: "Outgoing (75 seconds)", duration_seconds: 75 },
    });
  });
});

describe("joined messages", () => {
  it("are by the sender before, who stays so as long as the pauses are short", async () => {
    const { messages } = await read(
      htmlMessage(1, later("12:00:00"), "Ada"),
      htmlMessage(2, later("12:10:00"), null),
      htmlMessage(3, later("12:20:00"), null),
      htmlMessage(4, later("12:35:00"), null),
      htmlMessage(5, later("12:50:01"), null),
      htmlMessage(6, later("12:51:00"), "Bea"),
      htmlMessage(7, later("12:51:00"), null),
    );
    expect(messages.map(({ sender }) => sender?.name ?? null)).toEqual([
      "Ada",
      "Ada",
      "Ada",
      "Ada",
      null,
      "Bea",
      "Bea",
    ]);
  });

  it("are told by their class: one without a name that is not joined has no sender", async () => {
    const nameless = htmlMessage(2, NOON, null).replace(" joined", "");
    const { messages } = await read(htmlMessage(1, NOON, "Ada"), nameless);
    expect(messages[1]?.sender).toBeNull();
  });

  it("have no known sender behind one that could not be read", async () => {
    const lost = htmlMessage(3_000_000_000, NOON, "Bea");
    const { messages } = await read(htmlMessage(1, NOON, "Ada"), lost, htmlMessage(2, NOON, null));
    expect(messages.map(({ sender }) => sender?.name ?? null)).toEqual(["Ada", null]);
  });

  it("have no known sender behind a service message or at the top of a page", async () => {
    await using folder = await makeExportFolder();
    const joined = htmlMessage(2, NOON, null);
    await folder.write("messages.html", htmlPage("C", [htmlMessage(1, NOON, "Ada")]));
    await folder.write("messages2.html", htmlPage("C", [joined]));
    const [source] = await openExports(folder.path);
    expect((await readAll(source!)).messages[1]?.sender).toBeNull();
    const { messages } = await read(htmlMessage(1, NOON, "Ada"), htmlService(5, "x"), joined);
    expect(messages[2]?.sender).toBeNull();
  });
});

describe("service messages and headings", () => {
  it("have the day alone, and the exporter's words", async () => {
    const link = 'Ada pinned <a href="#go_to_message3">this message</a> &laquo;x&raquo;';
    const { messages } = await read(
      htmlService(-1, "7 November 2018"),
      htmlService(4, "Ada invited Bea"),
      htmlService(-2, "8 November 2018"),
      htmlService(5, link),
    );
    expect(messages).toMatchObject([
      {
        id: 4,
        postedAt: null,
        timePrecision: "none",
        postedAtRaw: "7 November 2018",
        sender: null,
        text: "",
        action: { type: "html_service", text: "Ada invited Bea" },
      },
      {
        id: 5,
        postedAtRaw: "8 November 2018",
        action: { type: "html_service", text: "Ada pinned this message «x»", message_id: 3 },
      },
    ]);
  });

  it("are told from the messages of a migrated group by the size of their ids", async () => {
    const { messages } = await read(
      htmlService(-1, "7 November 2018"),
      htmlService(-999_999_995, "Ada created group"),
      htmlMessage(-999_999_994, NOON, "Ada"),
      htmlMessage(-5, NOON, "Ada"),
      htmlService(-2, "8 November 2018"),
    );
    expect(messages.map(({ id }) => id)).toEqual([-999_999_995, -999_999_994, -5]);
  });

  it("of a new photo name its file", async () => {
    await using folder = await makeExportFolder();
    await folder.write("photos/p.jpg", "x");
    const photo = `<div class="userpic_wrap"><a class="userpic_link" href="photos/p.jpg"><img/></a></div>`;
    const block = htmlService(3, "Ada changed group photo", photo);
    await folder.write("messages.html", htmlPage("C", [block]));
    const [source] = await openExports(folder.path);
    expect((await readAll(source!)).messages).toMatchObject([
      { media: [{ kind: "photo", state: "stored" }], mediaFiles: [{ path: "photos/p.jpg" }] },
    ]);
  });
});

describe("the channel of an HTML export", () => {
  it("has an id from its title, the same for each month, and a warning", async () => {
    const months = await Promise.all(
      ["QA &amp; Load (2018-11)", "QA &amp; Load (2018-12)"].map((title) =>
        readFileAs("messages.html", htmlPage(title, [htmlMessage(1, NOON, "Ada")])),
      ),
    );
    for (const { channels, warnings, channelIds } of months) {
      const id = channelIdFromTitle("QA & Load");
      expect(channels).toMatchObject([{ id, title: "QA & Load", isIdFromTelegram: false }]);
      expect(channelIds).toEqual([id]);
      expect(warnings[0]).toMatch(/names neither the id nor the kind/);
    }
  });

  it("has an id that Telegram cannot issue and a double can hold", () => {
    for (const title of ["", "a", "Чат", "QA"]) {
      const id = channelIdFromTitle(title);
      expect(Number.isSafeInteger(id)).toBe(true);
      expect(id).toBeLessThanOrEqual(-(2 ** 52));
    }
    expect(channelIdFromTitle("Café")).toBe(channelIdFromTitle("Cafe\u0301 "));
    expect(channelIdFromTitle("a (2018-11)")).not.toBe(channelIdFromTitle("b (2018-11)"));
  });

  it("has the id that the import names, and its kind from there", async () => {
    const page = htmlPage("Chat", [htmlMessage(1, NOON, "Ada")]);
    const channelOf = async (channelId: number): Promise<unknown> =>
      (await readFileAs("messages.html", page, { channelId })).channels[0];
    expect(await channelOf(-1000000000042)).toMatchObject({
      id: -1000000000042,
      kind: "supergroup",
      isIdFromTelegram: true,
    });
    expect(await channelOf(-42)).toMatchObject({ id: -42, kind: "group" });
    expect(await channelOf(42)).toMatchObject({ id: 42, kind: "private" });
  });

  it("is of the kind that the account's list calls it, whoever writes in it", async () => {
    await using folder = await makeExportFolder();
    const page = htmlPage("Ada", [htmlMessage(1, NOON, "Ada"), htmlMessage(99, NOON, "Ada")]);
    const kindAs = async (kind: string): Promise<unknown> => {
      const list = `<a class="entry x" href="../chats/chat_1/messages.html"><div class="pull_right info details">\n${kind}\n</div></a>`;
      await folder.write("lists/chats.html", list);
      await folder.write("chats/chat_1/messages.html", page);
      const [source] = await openExports(folder.path);
      return (await readAll(source!)).channels[0]?.kind;
    };
    expect(await kindAs("bot")).toBe("private");
    expect(await kindAs("channel")).toBe("channel");
    expect(await kindAs("group")).toBe("group");
    expect(await kindAs("something else")).toBe("channel");
  });

  it("is of the kind that its messages look like", async () => {
    const kindOf = async (title: string, ...blocks: string[]): Promise<unknown> =>
      (await readFileAs("messages.html", htmlPage(title, blocks))).channels[0]?.kind;
    const by = (id: number, name: string): string => htmlMessage(id, NOON, name);
    const people = ["Ada", "Bea", "Cid"];
    const dense = Array.from({ length: 12 }, (_, i) => by(100 + i, people[i % 3]!));
    const sparse = Array.from({ length: 12 }, (_, i) => by(100 + i * 9, people[i % 3]!));
    const migrated = htmlService(1, "X converted a basic group to this supergroup &laquo;Y&raquo;");
    expect(await kindOf("News &amp; more", by(1, "News &amp; more"))).toBe("channel");
    expect(await kindOf("Chat", migrated, by(9, "Ada"))).toBe("supergroup");
    expect(await kindOf("Bea", by(5, "Bea"), by(99, "Me"))).toBe("private");
    expect(await kindOf("Chat", ...dense)).toBe("supergroup");
    expect(await kindOf("Chat", ...sparse)).toBe("group");
  });
});

describe("a whole account in HTML", () => {
  it("is read chat by chat, with kinds from its list and files from its top folder", async () => {
    await using folder = await makeExportFolder();
    const entry = (n: number, kind: string): string =>
      `<a class="entry block_link clearfix" href="../chats/chat_00${n}/messages.html#allow_back">
        <div class="body"><div class="pull_right info details">\n${kind}\n</div></div></a>`;
    await folder.write("lists/chats.html", entry(1, "private") + entry(2, "channel"));
    const photo = `<div class="media_wrap clearfix"><a class="photo_wrap" href="../../chats/chat_001/photos/p.jpg"></a></div>`;
    const evil = `<div class="media_wrap clearfix"><a class="photo_wrap" href="../../../secret"></a></div>`;
    await folder.write(
      "chats/chat_001/messages.html",
      htmlPage("Same ", [htmlMessage(1, NOON, "Ada", photo), htmlMessage(2, NOON, "Ada", evil)]),
    );
    await folder.write(
      "chats/chat_002/messages.html",
      htmlPage("Same ", [htmlMessage(1, NOON, "X")]),
    );
    await folder.write("chats/chat_001/photos/p.jpg", "x");
    const [source] = await openExports(folder.path);
    const { channels, messages, channelIds, bytesRead, warnings } = await readAll(source!);
    expect(channels).toMatchObject([
      { kind: "private", title: "Same" },
      { kind: "channel", title: "Same" },
    ]);
    expect(new Set(channelIds).size).toBe(2);
    expect(messages[0]?.mediaFiles).toMatchObject([{ path: "chats/chat_001/photos/p.jpg" }]);
    expect(messages[1]).toMatchObject({ media: [{ state: "unavailable" }], mediaFiles: [] });
    expect(warnings).toContainEqual(expect.stringMatching(/climbs out/));
    expect(bytesRead.at(-1)).toBe(source!.sizeBytes);

    const [alone] = await openExports(`${folder.path}/chats/chat_001`);
    const { messages: same } = await readAll(alone!);
    expect(same[0]?.mediaFiles).toMatchObject([{ path: "photos/p.jpg" }]);
  });
});

describe("a broken page", () => {
  it("that is empty is told, and costs neither the title nor the other pages", async () => {
    await using folder = await makeExportFolder();
    await folder.write("messages.html", "");
    await folder.write("messages2.html", htmlPage("Chat", [htmlMessage(1, NOON, "Ada")]));
    const [source] = await openExports(folder.path);
    const { channels, messages, warnings } = await readAll(source!);
    expect(channels).toMatchObject([{ title: "Chat" }]);
    expect(messages.length).toBe(1);
    expect(warnings).toContainEqual(expect.stringMatching(/^messages\.html: .* at byte 0;/));
  });

  it("yields what is whole before the break, and a warning", async () => {
    const page = htmlPage("Chat", [htmlMessage(1, NOON, "Ada"), htmlMessage(2, NOON, "Bea")]);
    const inSecond = page.indexOf('id="message2"') + 200;
    const { messages, quarantined, warnings } = await readFileAs(
      "messages.html",
      page.slice(0, inSecond),
    );
    expect(messages.map(({ id }) => id)).toEqual([1]);
    expect(quarantined).toMatchObject([
      { messageId: "2", reason: "The page breaks off inside it." },
    ]);
    expect(warnings).toContainEqual(
      expect.stringMatching(
        new RegExp(`^messages\\.html: the page breaks off at byte ${inSecond}`),
      ),
    );
  });

  it("keeps a message that is too large or nested too deeply in quarantine, and goes on", async () => {
    const large = htmlMessage(2, NOON, "Ada", htmlBlock("text", "x".repeat(1_200_000)));
    const deep = htmlMessage(3, NOON, "Ada", "<b>".repeat(100_000));
    const { messages, quarantined } = await read(
      htmlMessage(1, NOON, "Ada"),
      large,
      deep,
      htmlMessage(4, NOON, "Ada"),
    );
    expect(messages.map(({ id }) => id)).toEqual([1, 4]);
    expect(quarantined).toMatchObject([
      { messageId: "2", reason: expect.stringMatching(/too large/) },
      { messageId: "3", reason: "Its HTML is nested too deeply." },
    ]);
  });

  it("keeps a message whose id Telegram cannot issue in quarantine", async () => {
    const { messages, quarantined } = await read(htmlMessage(3_000_000_000, NOON, "Ada"));
    expect(messages).toEqual([]);
    expect(quarantined).toMatchObject([
      { messageId: "3000000000", reason: "Its id is not a message id." },
    ]);
  });
});
