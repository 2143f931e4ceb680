import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open, opendir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Media, MediaFile } from "../domain/media.ts";
import type { ObservedMessage } from "../domain/message.ts";
import type { Draft } from "./normalise-message.ts";
import type { PathRefusal } from "./safe-path.ts";
import { splitPath } from "./safe-path.ts";

const FILES_AT_ONCE = 4;
const BLOCK_BYTES = 256 * 1024;
const MAX_LISTED_NAMES = 200_000;
const MAX_LISTINGS = 64;

/** Names in one folder; null when there are too many to hold, "absent" when it is no folder. */
type Listing = ReadonlySet<string> | null | "absent";

/**
 * Finds the files that messages name beside an export and hashes them. What a path says is never
 * trusted: it must stay inside the export's folder by its words and after following every link.
 */
export class MediaFinder {
  readonly #root: string;
  readonly #listings = new Map<string, Promise<Listing>>();
  /** How many paths were not followed, by reason. */
  readonly refusals = new Map<PathRefusal, number>();

  /** `root` is the canonical path of the export's folder. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The messages with their files found: absent ones turn their media `unavailable`. Order is
   * kept. Throws the signal's reason when it aborts.
   */
  async complete(
    drafts: readonly Draft[],
    signal?: AbortSignal,
  ): Promise<readonly ObservedMessage[]> {
    const messages = drafts.map((draft) => draft.message);
    const waiting = drafts.keys().filter((index) => drafts[index]!.files.length > 0);
    const work = async (): Promise<void> => {
      // All workers draw from the one iterator.
      for (const index of waiting) {
        signal?.throwIfAborted();
        messages[index] = await this.#completeOne(drafts[index]!, signal);
      }
    };
    await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
    return messages;
  }

  async #completeOne({ message, files }: Draft, signal?: AbortSignal): Promise<ObservedMessage> {
    const found: MediaFile[] = [];
    const media: Media[] = [...message.media];
    for (const { position, path } of files) {
      const file = await this.#find(path, signal);
      if (file === null) media[position] = { ...media[position]!, state: "unavailable" };
      else found.push({ position, ...file });
    }
    return { ...message, media, mediaFiles: found };
  }

  async #find(path: string, signal?: AbortSignal): Promise<Omit<MediaFile, "position"> | null> {
    const parts = splitPath(path);
    if (typeof parts === "string") return this.#refuse(parts);
    if (parts.length === 0 || !(await this.#mayExist(parts))) return null;
    const joined = join(this.#root, ...parts);
    try {
      const real = await realpath(joined);
      if (!real.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep)) {
        return this.#refuse("leads out of the export's folder through a link");
      }
      const hashed = await hashFile(real, signal);
      return hashed === null ? null : { ...hashed, path: parts.join("/") };
    } catch (cause) {
      signal?.throwIfAborted();
      if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
      return null;
    }
  }

  /** Answers from a listing of the folder, so that a missing file costs no system call. */
  async #mayExist(parts: readonly string[]): Promise<boolean> {
    const name = parts.at(-1)!;
    const folder = parts.slice(0, -1).join("/");
    let pending = this.#listings.get(folder);
    if (pending === undefined) {
      if (this.#listings.size >= MAX_LISTINGS) this.#listings.clear();
      pending = this.#list(parts.slice(0, -1));
      this.#listings.set(folder, pending);
    }
    const listing = await pending;
    if (listing === "absent") return false;
    // A copy by way of another system may spell the same letters in another normal form.
    return listing === null || listing.has(name) || /[^\0-\x7f]/.test(name);
  }

  async #list(parts: readonly string[]): Promise<Listing> {
    const folder = join(this.#root, ...parts);
    try {
      if (!(await lstat(folder)).isDirectory()) return null;
      const names = new Set<string>();
      for await (const entry of await opendir(folder, { bufferSize: 1024 })) {
        names.add(entry.name);
        if (names.size > MAX_LISTED_NAMES) return null;
      }
      return names;
    } catch {
      return "absent";
    }
  }

  #refuse(refusal: PathRefusal): null {
    this.refusals.set(refusal, (this.refusals.get(refusal) ?? 0) + 1);
    return null;
  }
}

/** Size and SHA-256 of a regular file; null for anything else that a name may stand for. */
async function hashFile(
  path: string,
  signal?: AbortSignal,
): Promise<{ sha256: Uint8Array; sizeBytes: number } | null> {
  // Without O_NONBLOCK a named pipe would never open; without O_NOFOLLOW a link put in the file's
  // place since its path was resolved would be followed.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
  await using file = await open(path, flags);
  if (!(await file.stat()).isFile()) return null;
  const hash = createHash("sha256");
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let sizeBytes = 0;
  while (true) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, null);
    if (bytesRead === 0) return { sha256: new Uint8Array(hash.digest()), sizeBytes };
    hash.update(block.subarray(0, bytesRead));
    sizeBytes += bytesRead;
  }
}
