import { open } from "node:fs/promises";

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
    await using file = await open(path, "r");
    const { size } = await file.stat();
    if (size > MOST_BYTES) throw new InvalidInput(`${path} is too large for a file of targets.`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.readFile());
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    if (error instanceof TypeError) {
      throw new InvalidInput(`Nothing was imported: ${path} is not text in UTF-8.`);
    }
    throw new ImportRejected(`${path} cannot be read; name a file of targets.`, path, {
      cause: error,
    });
  }
}
