import { describe, expect, it } from "vitest";
import { readHtmlMedia } from "./html-media.ts";
import { parseHtml } from "./html-tree.ts";
import type { MediaAndFiles } from "./normalise-media.ts";

function read(html: string): MediaAndFiles | null {
  return readHtmlMedia(parseHtml(`<div class="media_wrap clearfix">\n${html}\n</div>`)!.root);
}

/** A box with a title, a description and a status, linked when its file is there. */
function box(className: string, words: readonly [string, string, string], href?: string): string {
  const [title, description, status] = words;
  const tag = href === undefined ? "div" : "a";
  const link = href === undefined ? "" : ` href="${href}"`;
  const block = (name: string, text: string): string =>
    text === "" ? "" : `<div class="${name}">\n${text}\n   </div>`;
  return `<${tag} class="media clearfix pull_left block_link ${className}"${link}>
    <div class="fill pull_left"></div>
    <div class="body">${block("title bold", title)}${block("description", description)}${block(
      "status details",
      status,
    )}</div></${tag}>`;
}

const LEFT_OUT = "Not included, change data exporting settings to download.";

describe("media shown in a page", () => {
  it.each([
    ["photo_wrap", "photo"],
    ["sticker_wrap", "sticker"],
    ["animated_wrap", "animation"],
    ["video_file_wrap", "video"],
  ])("in a %s are a %s with its file", (className, kind) => {
    expect(
      read(`<a class="${className} clearfix pull_left" href="dir/a b@1.x"><img/></a>`),
    ).toEqual({
      media: [{ kind, state: "stored" }],
      files: [{ position: 0, path: "dir/a b@1.x" }],
    });
  });

  it("tell how long a video is", () => {
    const html = `<a class="video_file_wrap" href="v.mp4"><div class="video_duration">\n01:02:03\n</div></a>`;
    expect(read(html)?.media).toMatchObject([{ kind: "video", durationSeconds: 3723 }]);
  });

  it.each([
    ["media_photo", ["Photo", "", "244×79"], { kind: "photo", width: 244, height: 79 }],
    ["media_photo", ["Sticker", "", "🙂, 12.5 KB"], { kind: "sticker", emoji: "🙂" }],
    ["media_photo", ["Sticker", "", "12.5 KB"], { kind: "sticker" }],
    ["media_video", ["Video file", "", "00:12, 1.0 MB"], { kind: "video", durationSeconds: 12 }],
    ["media_video", ["Video message", "", "00:05"], { kind: "video_message", durationSeconds: 5 }],
    ["media_video", ["Animation", "", "1.0 MB"], { kind: "animation" }],
    ["media_voice_message", ["Voice message", "", "01:10"], { kind: "voice", durationSeconds: 70 }],
    [
      "media_audio_file",
      ["A – B", "", "03:00"],
      { kind: "audio", title: "A – B", durationSeconds: 180 },
    ],
    ["media_file", ["Sticker", "", "5 B"], { kind: "document", fileName: "Sticker" }],
    ["media_file", ["File", "", "5 B"], { kind: "document" }],
  ] as const)("in %s with the words %j are read", (className, words, media) => {
    expect(read(box(className, words, "f"))).toEqual({
      media: [{ ...media, state: "stored" }],
      files: [{ position: 0, path: "f" }],
    });
    const withNote = [words[0], LEFT_OUT, words[2]] as const;
    expect(read(box(className, withNote))).toEqual({
      media: [{ ...media, state: "not_requested" }],
      files: [],
    });
  });

  it("say why a file is missing", () => {
    const stateOf = (title: string, description: string): unknown =>
      read(box("media_photo", [title, description, ""]))?.media[0]?.state;
    expect(stateOf("Photo", LEFT_OUT)).toBe("not_requested");
    expect(stateOf("Photo", "Exceeds maximum size, change data exporting settings.")).toBe(
      "skipped",
    );
    expect(stateOf("Photo", "Unavailable, please try again later.")).toBe("unavailable");
    expect(stateOf("Photo", "")).toBe("unavailable");
    expect(stateOf("Self-destructing photo", "")).toBe("unavailable");
  });

  it("are contacts, places, games and invoices", () => {
    const only = (html: string): unknown => read(html)?.media;
    expect(only(box("media_contact", ["Ada L", "", "+1 23"]))).toEqual([
      { kind: "contact", state: "stored", data: { name: "Ada L", phone_number: "+1 23" } },
    ]);
    expect(only(box("media_location", ["Location", "", "1.5, -2.25"], "https://maps"))).toEqual([
      { kind: "location", state: "stored", data: { latitude: 1.5, longitude: -2.25 } },
    ]);
    expect(only(box("media_venue", ["Bar", "1 St", ""]))).toEqual([
      { kind: "location", state: "stored", data: { title: "Bar", description: "1 St" } },
    ]);
    expect(only(box("media_game", ["G", "fun", "https://t.me/b?game=g"]))).toMatchObject([
      { kind: "game", data: { title: "G", description: "fun", status: "https://t.me/b?game=g" } },
    ]);
    expect(only(box("media_invoice", ["I", "", "1 EUR"]))).toMatchObject([
      { kind: "invoice", data: { title: "I", status: "1 EUR" } },
    ]);
    expect(only(box("media_hologram", ["H", "", ""]))).toMatchObject([
      { kind: "other", data: { title: "H" } },
    ]);
  });

  it("are polls with their answers and votes", () => {
    const html = `<div class="media_poll">
      <div class="question bold">\nWhy &amp; how?\n   </div>
      <div class="details">\nFinal results\n   </div>
      <div class="answer">\n- <strong>Yes</strong> <span class="details">2 votes, chosen vote</span>\n   </div>
      <div class="answer">\n- - no\n   </div>
      <div class="total details\t">\n2 votes\n   </div></div>`;
    expect(read(html)?.media).toEqual([
      {
        kind: "poll",
        state: "stored",
        data: {
          question: "Why & how?",
          closed: true,
          total_voters: 2,
          answers: [
            { text: "Yes", voters: 2, chosen: true },
            { text: "- no", voters: 0, chosen: false },
          ],
        },
      },
    ]);
  });

  it("are to-do lists and giveaways", () => {
    const list = `<div class="media_poll"><div class="question bold">\nL\n</div>
      <div class="details">\nTo-do List\n</div><div class="answer">\n- a\n</div></div>`;
    expect(read(list)?.media).toMatchObject([
      { kind: "other", data: { todo_list: { title: "L", answers: [{ text: "a" }] } } },
    ]);
    expect(read(`<div class="media_giveaway"><b>5</b>\n  prizes</div>`)?.media).toMatchObject([
      { kind: "giveaway", data: { text: "5 prizes" } },
    ]);
  });
});
