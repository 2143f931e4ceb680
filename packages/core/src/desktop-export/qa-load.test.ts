import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAll } from "./export-fixture.ts";
import { openExports } from "./open-exports.ts";

/** Two real monthly exports of a public group, kept beside the repository where there is room. */
const FOLDER = join(import.meta.dirname, "../../../../../shared/data/qa_load");

describe.skipIf(!existsSync(FOLDER))("the real exports of a public group", async () => {
  const sources = existsSync(FOLDER) ? await openExports(FOLDER) : [];

  it("are two months of one channel", async () => {
    expect(sources.length).toBe(2);
    const channels = await Promise.all(
      sources.map(async (source) => (await readAll(source)).channels),
    );
    expect(channels[0]).toEqual(channels[1]);
    expect(channels[0]).toMatchObject([{ kind: "supergroup", title: "QA — Load & Performance" }]);
  });

  it("hold every message that a plain search for ids finds, once and in order", async () => {
    for (const source of sources) {
      const html = await readFile(join(source.path, "messages.html"), "utf8");
      const ids = [...html.matchAll(/ id="message(\d+)"/g)].map((match) => Number(match[1]));
      const { messages, quarantined, warnings } = await readAll(source);
      expect(messages.map(({ id }) => id)).toEqual(ids);
      expect(quarantined).toEqual([]);
      expect(warnings.length).toBe(2);
    }
  });

  it("say the same as the pages, from the first message to the last", async () => {
    const [november, december] = await Promise.all(sources.map(async (source) => readAll(source)));
    expect(november!.messages.length).toBe(104);
    expect(december!.messages.length).toBe(523);
    const texts = [...november!.messages, ...december!.messages].filter(({ text }) => text !== "");
    expect(texts.length).toBe(452);
    expect(november!.messages[0]).toMatchObject({
      id: 1,
      postedAt: null,
      postedAtRaw: "7 November 2018",
      action: {
        text:
          "QA — Load & Performance converted a basic group to this supergroup " +
          "«Load & Perfomance Testing»",
      },
    });
    expect(december!.messages.at(-1)).toMatchObject({
      id: 683,
      postedAt: Date.parse("2018-12-30T15:13:27+04:00") / 1000,
      sender: { id: null, name: "IvanS" },
      text: expect.stringMatching(/^Взаимно всех поздравляю.*нагружать по больше\)$/),
    });
  });

  it("give joined messages the sender that the page names last before them", async () => {
    let joined = 0;
    for (const source of sources) {
      const html = await readFile(join(source.path, "messages.html"), "utf8");
      const { messages } = await readAll(source);
      const senders = new Map(messages.map(({ id, sender }) => [id, sender?.name ?? null]));
      let name: string | null = null;
      for (const block of html.split('<div class="message ').slice(1)) {
        const id = Number(/ id="message(-?\d+)"/.exec(block)?.[1]);
        const isService = block.startsWith("service");
        if (block.startsWith("default clearfix joined")) joined++;
        else name = isService ? null : /from_name">\s*(.*?)(?: via @vote)?\s*</.exec(block)![1]!;
        const isHeading = id < 0;
        expect([id, isHeading ? name : senders.get(id)]).toEqual([id, name]);
      }
    }
    expect(joined).toBe(150);
  });

  it("keep answers, forwards, links and media", async () => {
    const read = await Promise.all(sources.map(async (source) => (await readAll(source)).messages));
    const all = read.flat();
    expect(all.filter(({ replyToMessageId }) => replyToMessageId !== null).length).toBe(160);
    expect(all.filter(({ forward }) => forward !== null).length).toBe(4);
    expect(all.filter(({ media }) => media.length > 0).length).toBe(12);
    expect(all.find(({ id }) => id === 6)).toMatchObject({
      text: "http://software-testing.ru/events/2930-conf-perfomance",
      entities: [{ type: "link", offset: 0, length: 54 }],
    });
  });
});
