import { InvalidInput } from "./errors.ts";
import { markPeer } from "./ids.ts";
import type { ChannelReference } from "./target.ts";

/** Telegram's rule for usernames; those sold on Fragment may have four characters. */
const USERNAME = /^[a-z][a-z0-9_]{3,31}$/i;
const INVITE_HASH = /^[\w-]{10,64}$/;
/** Paths of t.me that are not usernames. */
const RESERVED = new Set([
  "addstickers",
  "addtheme",
  "joinchat",
  "login",
  "proxy",
  "share",
  "socks",
]);

/**
 * What a person's words for a channel say: @name, name, t.me/name, t.me/name/123, t.me/s/name,
 * t.me/+hash, t.me/joinchat/hash, t.me/c/1234567890/5, or a marked id. Throws InvalidInput.
 * See https://core.telegram.org/api/links.
 */
export function parseChannelReference(text: string): ChannelReference {
  const words = text.trim();
  const number = /^-?\d{1,16}$/.test(words) ? Number(words) : null;
  if (number !== null && number !== 0) return { type: "id", id: number };
  const path = /^(?:(?:https?:\/\/)?(?:www\.)?(?:t|telegram)\.(?:me|dog)\/)(.+)$/i.exec(words)?.[1];
  const reference = path === undefined ? ofName(words.replace(/^@/, "")) : ofPath(path);
  if (reference !== null) return reference;
  const shown = JSON.stringify(words.slice(0, 80));
  throw new InvalidInput(
    `${shown} names no channel; write @name, a t.me link, an invite link, or a number like -1001234567890.`,
  );
}

function ofName(name: string): ChannelReference | null {
  return USERNAME.test(name) ? { type: "username", username: name } : null;
}

function ofPath(path: string): ChannelReference | null {
  const [first = "", second = ""] = path.split(/[?#]/)[0]!.split("/");
  if (first.startsWith("+")) return ofInvite(first.slice(1));
  if (first.toLowerCase() === "joinchat") return ofInvite(second);
  if (first === "c") return /^\d{1,15}$/.test(second) ? privateId(Number(second)) : null;
  if (first === "s") return ofName(second);
  return RESERVED.has(first.toLowerCase()) ? null : ofName(first);
}

function ofInvite(hash: string): ChannelReference | null {
  return INVITE_HASH.test(hash) ? { type: "invite", hash } : null;
}

function privateId(bareId: number): ChannelReference | null {
  return bareId > 0 ? { type: "id", id: markPeer("channel", bareId) } : null;
}
