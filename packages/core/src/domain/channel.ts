import type { ChannelId } from "./ids.ts";

/** What sort of peer the archive keeps; Telegram calls all of them chats. */
export type ChannelKind = "channel" | "supergroup" | "group" | "private";

/** What a source says of a channel at the moment it is read. */
export interface ChannelProfile {
  readonly id: ChannelId;
  readonly kind: ChannelKind;
  readonly title: string;
  /** Without the @; null when there is none or the source does not tell. */
  readonly username: string | null;
  readonly isPrivate: boolean | null;
  /**
   * False for an HTML export, which names neither the chat's id nor its kind: the id is then
   * derived from the title and lies outside the range that Telegram issues.
   */
  readonly isIdFromTelegram: boolean;
}
