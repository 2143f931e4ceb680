import { createHash } from "node:crypto";
import type { ChannelId } from "../domain/ids.ts";

/**
 * The id of a chat whose HTML export names none: −(2⁵² + 48 bits of the SHA-256 of its title).
 * The same title gives the same id on every machine, so that several exports of one chat meet in
 * one channel; Telegram's ids, at most 52 bits (https://core.telegram.org/api/bots/ids), cannot
 * reach it, and a double holds it exactly. A trailing month such as " (2018-11)", by which some
 * owners tell their monthly exports apart, is not counted as part of the title.
 */
export function channelIdFromTitle(title: string): ChannelId {
  const digest = createHash("sha256").update(titleWithoutMonth(title).normalize("NFC")).digest();
  return -(2 ** 52 + digest.readUIntBE(0, 6));
}

/** A title without the month that some owners add to it. */
export function titleWithoutMonth(title: string): string {
  return title.trim().replace(/\s*\(\d{4}-\d{2}\)$/, "");
}
