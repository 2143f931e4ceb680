import type { Account } from "./account.ts";
import type { LogEntry } from "./pts-log.ts";
import type { WorldChat } from "./world-chat.ts";

/** What happened in the world; the server tells connected clients of it. */
export type WorldEvent =
  /** An entry of a channel's log. */
  | { readonly kind: "channelLog"; readonly chat: WorldChat; readonly entry: LogEntry }
  /** The entry one account's mailbox got. */
  | {
      readonly kind: "mailboxLog";
      readonly chat: WorldChat;
      readonly account: Account;
      readonly entry: LogEntry;
    }
  /** Title, photo, username, membership or existence of a chat changed, for one account or all. */
  | { readonly kind: "chat"; readonly chat: WorldChat; readonly account: Account | null }
  /** Counters or reactions changed; no pts. */
  | { readonly kind: "marks"; readonly chat: WorldChat; readonly id: number }
  | { readonly kind: "accountBanned"; readonly account: Account };

export type WorldListener = (event: WorldEvent) => void;
