import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { TlObject } from "../tl/value.ts";
import { fileDigest } from "../world/file-bytes.ts";
import { chatPhoto } from "../world/profile-photo.ts";
import { DirectClient, getHistory } from "./direct-client.ts";

const list = (value: unknown) => value as readonly TlObject[];

async function mediaOf(client: DirectClient, key: bigint): Promise<TlObject[]> {
  const answer = await client.ask(key, getHistory(client.inputPeer(key, "news")));
  return list(answer.messages).flatMap(({ media }) =>
    media === undefined ? [] : [media as TlObject],
  );
}

const documentLocation = (document: TlObject, thumb_size = "") => ({
  _: "inputDocumentFileLocation",
  id: document.id,
  access_hash: document.access_hash,
  file_reference: document.file_reference,
  thumb_size,
});

const getFile = (location: TlObject, offset = 0, limit = 4096, precise = false) => ({
  _: "upload.getFile",
  location,
  offset: BigInt(offset),
  limit,
  precise,
});

async function aDocument(client: DirectClient, key: bigint): Promise<TlObject> {
  const media = await mediaOf(client, key);
  const document = media.find((one) => one.video === true && one.document !== undefined)?.document;
  client.dcId = (document as TlObject).dc_id as number;
  return document as TlObject;
}

describe("upload.getFile", () => {
  it("gives a document whole, part by part, with nothing behind its end", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const document = await aDocument(client, anna);
    const size = Number(document.size);
    const digest = createHash("sha256");
    let read = 0;
    for (let offset = 0; ; offset += 131_072) {
      const { bytes } = await client.ask(
        anna,
        getFile(documentLocation(document), offset, 131_072),
      );
      if ((bytes as Buffer).length === 0) break;
      digest.update(bytes as Buffer);
      read += (bytes as Buffer).length;
    }
    expect(read).toBe(size);
    const file = { id: document.id as bigint, thumb: "", mime: "video/mp4", size };
    expect(digest.digest("hex")).toBe(fileDigest(file));
  });

  it("gives thumbnails, photos in their sizes, and the photos of chats", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const photo = (await mediaOf(client, anna)).find(({ photo: one }) => one !== undefined)!
      .photo as TlObject;
    const bytesOf = async (location: TlObject) =>
      (await client.ask(anna, getFile(location, 0, 524_288))).bytes as Buffer;
    client.dcId = photo.dc_id as number;
    const size = list(photo.sizes).find(({ type }) => type === "y")!;
    const location = { ...documentLocation(photo, "y"), _: "inputPhotoFileLocation" };
    expect(await bytesOf(location)).toHaveLength((size.sizes as number[]).at(-1)!);

    const document = await aDocument(client, anna);
    const thumb = list(document.thumbs)[0]!;
    expect(await bytesOf(documentLocation(document, "m"))).toHaveLength(thumb.size as number);

    const { id, dc, sizes } = chatPhoto(client.world, client.world.chat("news"));
    client.dcId = dc;
    const peer = client.inputPeer(anna, "news");
    const small = await bytesOf({ _: "inputPeerPhotoFileLocation", peer, photo_id: id });
    expect(small).toHaveLength(sizes[0]!.bytes);
  });

  it("sends the client to the DC where the file lies", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const document = await aDocument(client, anna);
    client.dcId = [1, 2, 4].find((id) => id !== document.dc_id)!;
    expect(await client.refusal(anna, getFile(documentLocation(document)))).toBe(
      `303 FILE_MIGRATE_${document.dc_id as number}`,
    );
  });

  it("takes only parts that lie as they should", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const location = documentLocation(await aDocument(client, anna));
    const refusal = (offset: number, limit: number, precise = false) =>
      client.refusal(anna, getFile(location, offset, limit, precise));
    expect(await refusal(0, 5_000)).toBe("400 LIMIT_INVALID");
    expect(await refusal(0, 12_288)).toBe("400 LIMIT_INVALID");
    expect(await refusal(0, 2_097_152)).toBe("400 LIMIT_INVALID");
    expect(await refusal(0, 0)).toBe("400 LIMIT_INVALID");
    expect(await refusal(1_024, 4_096)).toBe("400 OFFSET_INVALID");
    expect(await refusal(1_024, 4_096, true)).toBe("ok");
    expect(await refusal(0, 12_288, true)).toBe("ok");
    expect(await refusal(1_044_480, 8_192)).toBe("400 LIMIT_INVALID");
    expect(await refusal(0, 1_048_576)).toBe("ok");
  });

  it("wants a file reference that this account got lately", async () => {
    let time = Date.UTC(2026, 10, 23);
    const client = new DirectClient({ now: () => time, fileReferenceLifetime: 60_000 });
    const [anna, boris] = [client.keyOf("anna"), client.keyOf("boris")];
    const document = await aDocument(client, anna);
    const refusal = (file_reference: unknown, key = anna) =>
      client.refusal(key, getFile(documentLocation({ ...document, file_reference } as TlObject)));
    const reference = document.file_reference as Buffer;
    expect(await refusal(reference)).toBe("ok");
    expect(await refusal(Buffer.alloc(0))).toBe("400 FILE_REFERENCE_EMPTY");
    expect(await refusal(Buffer.alloc(21))).toBe("400 FILE_REFERENCE_INVALID");
    expect(await refusal(reference, boris)).toBe("400 FILE_REFERENCE_INVALID");
    time += 60_001;
    expect(await refusal(reference)).toBe("400 FILE_REFERENCE_EXPIRED");
    const renewed = await aDocument(client, anna);
    expect(await refusal(renewed.file_reference)).toBe("ok");
    client.api.state.references.expireAll();
    expect(await refusal(renewed.file_reference)).toBe("400 FILE_REFERENCE_EXPIRED");
  });

  it("knows no file of a wrong id, size or access hash", async () => {
    const client = new DirectClient();
    const anna = client.keyOf("anna");
    const location = documentLocation(await aDocument(client, anna));
    const refusal = (changed: TlObject) => client.refusal(anna, getFile(changed));
    expect(await refusal({ ...location, id: 77n })).toBe("400 LOCATION_INVALID");
    expect(await refusal({ ...location, thumb_size: "z" })).toBe("400 LOCATION_INVALID");
    expect(await refusal({ ...location, access_hash: 1n })).toBe("400 FILE_ID_INVALID");
  });
});
