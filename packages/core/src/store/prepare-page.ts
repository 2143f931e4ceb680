import { setImmediate } from "node:timers/promises";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";
import type { Page } from "../domain/page.ts";
import { MAX_PAGE_MESSAGES } from "../domain/page.ts";
import { contentHash } from "./content-hash.ts";
import type { CopyRows } from "./copy-rows.ts";
import { copyMessages } from "./message-rows.ts";
import type { Candidate } from "./plan-page.ts";
import { asNew } from "./plan-page.ts";
import { explainUnstorable } from "./unstorable.ts";

/** A page's messages ready to be judged, in ascending order of id, and what cannot be written. */
export interface Prepared {
  readonly candidates: readonly Candidate[];
  readonly quarantined: readonly Quarantined[];
  /** All candidates as rows, should none of them be known; null when that is unlikely. */
  readonly allRows: CopyRows | null;
}

/** Messages hashed without letting anything else happen: well under a millisecond's work. */
const SLICE = 64;

/**
 * Hashes contents and sets aside what no store could keep. Sorted, so that rows lie in the table
 * and in its indexes as they will be read; equal ids stay in the page's order. Works in slices,
 * because the answers of the page that commits meanwhile must not have to wait.
 *
 * @param isProbablyNew makes the rows ready as well, which is a third of the client's work
 */
export async function preparePage(page: Page, isProbablyNew = false): Promise<Prepared> {
  if (page.messages.length > MAX_PAGE_MESSAGES) {
    throw new RangeError(`a page holds at most ${MAX_PAGE_MESSAGES} messages`);
  }
  if (!Number.isSafeInteger(page.channelId)) throw new RangeError("not a channel id");
  const candidates: Candidate[] = [];
  const quarantined = [...page.quarantined];
  for (const [i, message] of page.messages.entries()) {
    if (i % SLICE === SLICE - 1) await setImmediate();
    const reason = explainUnstorable(message);
    if (reason === null) candidates.push({ message, hash: contentHash(message) });
    else quarantined.push(quarantineOf(message, reason));
  }
  candidates.sort((a, b) => a.message.id - b.message.id);
  const writes = isProbablyNew ? candidates.map(asNew) : [];
  const allRows =
    writes.length > 0
      ? await copyMessages(page.channelId, page.source, writes, setImmediate)
      : null;
  return { candidates, quarantined, allRows };
}

/** A message as an item of quarantine, with its raw object as the bytes to keep. */
export function quarantineOf(message: ObservedMessage, reason: string): Quarantined {
  return {
    messageId: String(message.id),
    reason,
    location: `message ${message.id}`,
    raw: message.raw.json,
  };
}
