import { describe, expect, it } from "vitest";
import { decodeMedia, hasPoll } from "./media.ts";

const named = (fileName: string, mimeType?: string) =>
  decodeMedia([{ kind: "document", state: "skipped", fileName, mimeType }], [], 7)[0]!;

describe("media", () => {
  it.each([
    ["../../etc/passwd", "7-0"],
    ["C:\\Windows\\evil.exe", "7-0"],
    ["photo.jpg\0.exe", "7-0"],
    ["gpj.\u202eexe", "7-0"],
    ["CON", "7-0"],
    ["Report.PDF", "7-0.pdf"],
    ["archive.tar.gz", "7-0.gz"],
    ["x".repeat(5000), "7-0"],
  ])("gets a safe name for %j", (given, expected) => {
    expect(named(given).fileName).toBe(expected);
    expect(named(given).originalFileName).toBe(given);
  });

  it("takes the extension from the type when the name has none", () => {
    expect(named("noname", "Image/JPEG").fileName).toBe("7-0.jpg");
    expect(named("noname", "text/html").fileName).toBe("7-0");
  });

  it("is named after its content when its file is known", () => {
    const file = { position: 1, sha256: new Uint8Array(32).fill(0xab), sizeBytes: 5_000_000_000n };
    const [, video] = decodeMedia(
      [{ kind: "photo" }, { kind: "video", mimeType: "video/mp4" }],
      [file],
      7,
    );
    expect(video).toMatchObject({
      fileName: `${"ab".repeat(32)}.mp4`,
      sha256: "ab".repeat(32),
      sizeBytes: 5_000_000_000n,
    });
  });

  it("keeps what has no field of its own", () => {
    const [audio] = decodeMedia(
      [{ kind: "audio", title: "Song", performer: "Ann", data: { a: 1 } }],
      [],
      1,
    );
    expect(audio?.data).toEqual({ a: 1, title: "Song", performer: "Ann" });
  });

  it("survives whatever is stored", () => {
    expect(decodeMedia(null, [], 1)).toEqual([]);
    expect(
      decodeMedia([null, 5, { kind: "hologram", width: "wide", sizeBytes: -0.5 }], [], 1),
    ).toMatchObject([
      { kind: "other", state: "unavailable" },
      { kind: "other" },
      { kind: "other", width: null, sizeBytes: null },
    ]);
    expect(hasPoll([{ kind: "poll" }])).toBe(true);
    expect(hasPoll([null, { kind: "photo" }])).toBe(false);
  });
});
