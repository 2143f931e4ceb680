import { createHash } from "node:crypto";
import { hash } from "./prng.ts";

const MAGIC: Readonly<Record<string, Buffer>> = {
  "image/jpeg": Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46]),
  "image/png": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  "image/webp": Buffer.from("RIFF\0\0\0\0WEBP"),
  "application/pdf": Buffer.from("%PDF-1.7\n"),
  "video/mp4": Buffer.from([0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d]),
  "audio/ogg": Buffer.from("OggS"),
  "audio/mpeg": Buffer.from("ID3"),
};

/** One downloadable file: a photo in one of its sizes, a document, or a document's thumbnail. */
export interface FilePart {
  readonly id: bigint;
  /** The size's letter, empty for a document itself. */
  readonly thumb: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
}

/** The bytes [offset, offset + length) of a file, cut at its end; a pure function of its id. */
export function fileBytes(file: FilePart, offset: number, length: number): Buffer {
  const end = Math.min(file.size, offset + length);
  if (offset >= end) return Buffer.alloc(0);
  const first = offset - (offset % 4);
  const block = Buffer.alloc(Math.ceil((end - first) / 4) * 4);
  const key = hash("file", file.id, file.thumb);
  for (let at = 0; at < block.length; at += 4) block.writeUInt32LE(word(key, first + at), at);
  const bytes = block.subarray(offset - first, end - first);
  const magic = MAGIC[file.mime];
  if (magic !== undefined && offset < magic.length) magic.copy(bytes, 0, offset);
  return bytes;
}

/** SHA-256 of the whole file in lower-case hex. */
export function fileDigest(file: FilePart): string {
  const digest = createHash("sha256");
  const step = 1 << 20;
  for (let at = 0; at < file.size; at += step) digest.update(fileBytes(file, at, step));
  return digest.digest("hex");
}

function word(key: number, at: number): number {
  let mixed = Math.imul(key ^ at, 0x2c1b_3c6d);
  mixed ^= mixed >>> 12;
  mixed = Math.imul(mixed, 0x297a_2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
