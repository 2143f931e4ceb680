import { open } from "node:fs/promises";
import { ImportRejected } from "../domain/errors.ts";

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a file in order. The next chunk is read while the last one is worked on, in two
 * buffers that take turns: copy what must outlive the next step. Throws the signal's reason as soon
 * as it aborts, and ImportRejected when the file cannot be read.
 */
export async function* readChunks(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  await using file = await open(path, "r").catch((cause: unknown) => {
    throw rejectedRead(path, cause);
  });
  const buffers = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)] as const;
  const read = (turn: number) => {
    const reading = file.read(buffers[turn % 2]!, 0, CHUNK_BYTES, null);
    // It may fail while the chunk before it is worked on; it is asked about after that.
    reading.catch(() => {});
    return reading;
  };
  let reading = read(0);
  try {
    for (let turn = 1; ; turn++) {
      signal?.throwIfAborted();
      const { bytesRead, buffer } = await reading.catch((cause: unknown) => {
        throw rejectedRead(path, cause);
      });
      if (bytesRead === 0) return;
      reading = read(turn);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // A file must not be closed under a read, and nobody else hears of its failure.
    await reading.catch(() => {});
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
