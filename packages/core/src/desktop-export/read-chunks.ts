import { open } from "node:fs/promises";
import { ImportRejected } from "../domain/errors.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a file in order, in one buffer that is filled again for every chunk: copy what must
 * outlive the next step. Throws the signal's reason as soon as it aborts, and ImportRejected when
 * the file cannot be read.
 */
export async function* readChunks(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  await using file = await open(path, "r").catch((cause: unknown) => {
    throw rejectedRead(path, cause);
  });
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  while (true) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null).catch((cause: unknown) => {
      throw rejectedRead(path, cause);
    });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

/** At most `limit` bytes from the start of a file. */
export async function readHead(path: string, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of readChunks(path)) {
    const part = Buffer.from(chunk.subarray(0, limit - length));
    parts.push(part);
    length += part.length;
    if (length >= limit) break;
  }
  return Buffer.concat(parts);
}

/** Why a path cannot be read, in a sentence that says what to do. */
export function rejectedRead(path: string, cause: unknown): ImportRejected {
  const code = (cause as NodeJS.ErrnoException | null)?.code;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new ImportRejected(`There is nothing at ${path}; check the path.`, path, { cause });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new ImportRejected(
      `${path} may not be read; give the account that runs Telekeep read access to it.`,
      path,
      { cause },
    );
  }
  return new ImportRejected(
    `${path} could not be read (${code ?? "unknown failure"}); check the disk or copy it again.`,
    path,
    { cause },
  );
}
