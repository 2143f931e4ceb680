import { type FileHandle, open, stat } from "node:fs/promises";

import type { TargetRecord } from "@telekeep/core";
import { ImportRejected, InvalidInput, readTargets } from "@telekeep/core";

import { confinePath, pathError } from "./confine-path.ts";

/** Bytes; a hundred thousand targets have fewer. */
const MOST_BYTES = 128 * 1024 * 1024;

/**
 * The targets of a file of this machine. Throws InvalidInput for what is no file of targets, and
 * ImportRejected for one that may not or cannot be read.
 */
export async function readTargetsFile(
  path: string,
  roots: readonly string[] | null,
): Promise<readonly TargetRecord[]> {
  const wrong = pathError(path);
  if (wrong !== null) throw new InvalidInput(wrong);
  await confinePath(path, roots);
  return readTargets(await readWhole(path));
}

async function readWhole(path: string): Promise<string> {
  try {
    // Asked before it is opened: opening a pipe waits for its writer, and a device has no end.
    const { size } = await regularFile(path);
    if (size > MOST_BYTES) throw new InvalidInput(`${path} is too large for a file of targets.`);
    await using file = await open(path, "r");
    return new TextDecoder("utf-8", { fatal: true }).decode(await readAtMost(file, size));
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof ImportRejected) throw error;
    if (error instanceof TypeError) {
      throw new InvalidInput(`Nothing was imported: ${path} is not text in UTF-8.`);
    }
    throw new ImportRejected(`${path} cannot be read; name a file of targets.`, path, {
      cause: error,
    });
  }
}

async function regularFile(path: string): Promise<{ readonly size: number }> {
  const found = await stat(path);
  if (!found.isFile()) {
    throw new ImportRejected(`${path} is no file; name a file of targets.`, path);
  }
  return found;
}

/** What a file held when it was looked at; one that grows meanwhile is not followed. */
async function readAtMost(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}
