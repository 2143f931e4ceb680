import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edit, post } from "./change-messages.ts";
import { fileBytes, fileDigest } from "./file-bytes.ts";
import { type FileKind, packFileId, unpackFileId } from "./file-id.ts";
import { findFile } from "./find-file.ts";
import { mediaFiles } from "./media.ts";
import { tiny } from "./presets/tiny.ts";
import { World } from "./world.ts";

describe("file ids", () => {
  const place = fc.record({
    kind: fc.constantFrom<FileKind>("message", "chatPhoto", "userPhoto", "customEmoji"),
    chat: fc.integer({ min: 0, max: 2047 }),
    message: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    slot: fc.integer({ min: 0, max: 31 }),
  });

  it("say where the file hangs, and fit into a long", () => {
    fc.assert(
      fc.property(place, fc.nat(), (where, seed) => {
        const id = packFileId(seed, where);
        expect(BigInt.asIntN(64, id)).toBe(id);
        expect(unpackFileId(seed, id)).toEqual(where);
      }),
    );
  });

  it("that nobody gave out lead nowhere", () => {
    const hits = Array.from({ length: 2_000 }, (_, id) => unpackFileId(1, BigInt(id) * 7919n));
    expect(hits.filter((hit) => hit !== null).length).toBeLessThan(5);
  });
});

describe("files", () => {
  it("have the same bytes in whatever parts they are read", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.integer({ min: 0, max: 3_000 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom("image/jpeg", "application/zip", "application/pdf"),
        (id, size, steps, mime) => {
          const file = { id, size, mime, thumb: "" };
          const whole = fileBytes(file, 0, size + 100);
          expect(whole).toHaveLength(size);
          const parts: Buffer[] = [];
          for (let at = 0, turn = 0; at < size; turn++) {
            const step = steps[turn % steps.length] ?? 1;
            parts.push(fileBytes(file, at, step));
            at += step;
          }
          expect(Buffer.concat(parts).equals(whole)).toBe(true);
          expect(fileDigest(file)).toBe(createHash("sha256").update(whole).digest("hex"));
        },
      ),
    );
    expect(
      fileBytes({ id: 1n, size: 9, mime: "application/pdf", thumb: "" }, 0, 9).toString(),
    ).toBe("%PDF-1.7\n");
  });

  it("of every message are found by their ids, also those an edit replaced", () => {
    const world = new World({ seed: 1, spec: tiny, now: () => Date.UTC(2026, 10, 23) });
    const chat = world.chat("news");
    const id = post(world, chat, { media: "photo" });
    edit(world, chat, id, { media: "file" });
    let found = 0;
    for (const { history } of world.chats) {
      for (const message of history.from(0)) {
        for (let version = 0; version < history.versionCount(message); version++) {
          for (const file of mediaFiles(history.version(message, version)?.media)) {
            const thumb = "sizes" in file ? file.sizes[0]!.type : "";
            const size = "sizes" in file ? file.sizes[0]!.bytes : file.size;
            expect(findFile(world, file.id, thumb)).toMatchObject({ size, dc: file.dc });
            found++;
          }
        }
      }
    }
    expect(found).toBeGreaterThan(40);
    expect(findFile(world, 12_345n, "m")).toBe(null);
  });
});
