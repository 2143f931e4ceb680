import { describe, expect, it } from "vitest";
import { readMedia } from "./normalise-media.ts";

const NOTE = "Change data exporting settings to download.)";

describe("media of a message", () => {
  it("are none when nothing is attached", () => {
    expect(readMedia({ text: "hi" }, false)).toEqual({ media: [], files: [] });
  });

  it.each([
    [`(File not included. ${NOTE}`, "not_requested"],
    [`(File exceeds maximum size. ${NOTE}`, "skipped"],
    ["(File unavailable, please try again later)", "unavailable"],
    [`(Photo not included. ${NOTE}`, "not_requested"],
    ["", "unavailable"],
    [5, "unavailable"],
  ])("say by %s that the file is %s", (path, state) => {
    for (const key of ["photo", "file", "contact_vcard"]) {
      const fields = { [key]: path, contact_information: key === "contact_vcard" ? {} : undefined };
      expect(readMedia(fields, false)).toMatchObject({ media: [{ state }], files: [] });
    }
  });

  it("name the file of a photo", () => {
    const fields = {
      photo: "photos/p.jpg",
      photo_file_size: 10,
      width: 3,
      height: 4,
      media_spoiler: true,
      self_destruct_period_seconds: 60,
    };
    expect(readMedia(fields, false)).toEqual({
      media: [
        {
          kind: "photo",
          state: "stored",
          sizeBytes: 10,
          width: 3,
          height: 4,
          isSpoiler: true,
          data: { self_destruct_period_seconds: 60 },
        },
      ],
      files: [{ position: 0, path: "photos/p.jpg" }],
    });
  });

  it.each([
    ["sticker", "sticker"],
    ["video_message", "video_message"],
    ["voice_message", "voice"],
    ["animation", "animation"],
    ["video_file", "video"],
    ["audio_file", "audio"],
    [undefined, "document"],
    ["constructor", "document"],
  ])("of type %s are a %s", (mediaType, kind) => {
    const fields = {
      file: "files/f",
      file_name: "f.bin",
      file_size: 7,
      media_type: mediaType,
      mime_type: "a/b",
      duration_seconds: 9,
      performer: "P",
      title: "T",
      sticker_emoji: "🙂",
      thumbnail: "files/f_thumb.jpg",
    };
    expect(readMedia(fields, false).media).toEqual([
      {
        kind,
        state: "stored",
        fileName: "f.bin",
        sizeBytes: 7,
        mimeType: "a/b",
        durationSeconds: 9,
        performer: "P",
        title: "T",
        emoji: "🙂",
      },
    ]);
  });

  it("leave out sizes that are none", () => {
    const fields = { file: "f", file_size: -1, width: "3", height: 1.5, duration_seconds: 2 ** 60 };
    expect(readMedia(fields, false).media).toEqual([{ kind: "document", state: "stored" }]);
  });

  it("read a poll's question as a string or as runs alike", () => {
    const answers = [{ text: "yes", voters: 2, chosen: false }];
    const old = { question: "Why?", closed: false, total_voters: 2, answers };
    const runs = [{ type: "plain", text: "Why?" }];
    const since2024 = {
      ...old,
      question: runs,
      answers: [{ ...answers[0], text: [{ type: "plain", text: "yes" }] }],
    };
    const expected = { media: [{ kind: "poll", state: "stored", data: old }], files: [] };
    expect(readMedia({ poll: old }, false)).toEqual(expected);
    expect(readMedia({ poll: since2024 }, false)).toEqual(expected);
    expect(readMedia({ poll: "no poll" }, false).media[0]?.data).toEqual({
      question: "",
      answers: [],
    });
  });

  it("keep places, live or not, known or not", () => {
    const point = { latitude: 1.5, longitude: -2 };
    const dataOf = (fields: object): unknown => readMedia({ ...fields }, false).media[0]?.data;
    expect(dataOf({ location_information: point })).toEqual(point);
    expect(dataOf({ location_information: point, live_location_period_seconds: 60 })).toEqual({
      ...point,
      live_location_period_seconds: 60,
    });
    expect(dataOf({ place_name: "Bar", address: "1 St", location_information: point })).toEqual({
      ...point,
      place_name: "Bar",
      address: "1 St",
    });
    expect(readMedia({ location_information: null }, false).media).toEqual([
      { kind: "location", state: "stored" },
    ]);
  });

  it("keep contacts, with the file of their card when there is one", () => {
    const contact = { first_name: "A", last_name: "B", phone_number: "+1" };
    expect(readMedia({ contact_information: contact }, false)).toEqual({
      media: [{ kind: "contact", state: "stored", data: contact }],
      files: [],
    });
    expect(
      readMedia(
        {
          contact_information: contact,
          contact_vcard: "contacts/c.vcf",
          contact_vcard_file_size: 5,
        },
        false,
      ),
    ).toEqual({
      media: [{ kind: "contact", state: "stored", data: contact, sizeBytes: 5 }],
      files: [{ position: 0, path: "contacts/c.vcf" }],
    });
  });

  it("decode an invoice from JSON inside JSON, or take it as it is", () => {
    const invoice = { title: "T", amount: 100, currency: "EUR" };
    for (const value of [invoice, JSON.stringify(invoice)]) {
      expect(readMedia({ invoice_information: value }, false).media).toEqual([
        { kind: "invoice", state: "stored", data: invoice },
      ]);
    }
  });

  it("keep games, to-do lists, giveaways and paid media", () => {
    const only = (fields: object): unknown => readMedia({ ...fields }, false).media;
    expect(only({ game_title: "G", game_link: "https://t.me/x" })).toEqual([
      { kind: "game", state: "stored", data: { game_title: "G", game_link: "https://t.me/x" } },
    ]);
    expect(only({ todo_list: { title: "L" } })).toEqual([
      { kind: "other", state: "stored", data: { todo_list: { title: "L" } } },
    ]);
    expect(only({ giveaway_information: { quantity: 1 } })).toEqual([
      { kind: "giveaway", state: "stored", data: { giveaway: { quantity: 1 } } },
    ]);
    expect(only({ giveaway_results: { winners: [1] } })).toEqual([
      { kind: "giveaway", state: "stored", data: { giveaway_results: { winners: [1] } } },
    ]);
    expect(only({ paid_stars_amount: 5 })).toEqual([
      { kind: "other", state: "stored", data: { paid_stars_amount: 5 } },
    ]);
  });
});
