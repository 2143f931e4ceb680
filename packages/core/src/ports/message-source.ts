import type { AccountId } from "../domain/account.ts";
import type { MessageId } from "../domain/ids.ts";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";
import type {
  ChannelAccess,
  ChannelReference,
  DialogPage,
  DialogPlace,
  FoundChannel,
} from "../domain/target.ts";
import type { UpdateSource } from "./update-source.ts";

/** Where a page of history begins, and which way it goes. */
export type HistoryStart =
  /** Messages with smaller ids, the nearest first; the newest ones when `id` is null. */
  | { readonly below: MessageId | null }
  /** Messages with greater ids, the nearest first. */
  | { readonly above: MessageId };

export interface HistoryRequest {
  readonly access: ChannelAccess;
  readonly start: HistoryStart;
  /** At most this many messages, 1 to 100: Telegram's own bound. */
  readonly limit: number;
}

/**
 * One answer of Telegram about messages. What it shows to have been examined follows from the
 * request and from `ids`, and from nothing else.
 */
export interface HistoryAnswer {
  /** In ascending order of id; only ids that were asked for. */
  readonly messages: readonly ObservedMessage[];
  /** What the answer held and could not be read as a message. */
  readonly quarantined: readonly Quarantined[];
  /**
   * Least and greatest id that the answer mentions, also of what is quarantined or empty; null when
   * it mentions none. Only such an answer says that there is nothing further that way.
   */
  readonly ids: { readonly least: MessageId; readonly greatest: MessageId } | null;
  /** Messages of the whole channel as Telegram counts them; null when it does not. */
  readonly total: number | null;
}

/** What became of messages that were asked for one by one. */
export interface MessagesAnswer {
  readonly messages: readonly ObservedMessage[];
  readonly quarantined: readonly Quarantined[];
  /** Ids that Telegram says are not there: deleted, or never given out. */
  readonly absent: readonly MessageId[];
}

/**
 * Telegram as one signed-in account sees it. Asks once for each call: it neither waits for a flood
 * limit nor tries again, which is the flood gate's and the engine's to decide. Every call ends soon
 * after its signal aborts, with the signal's reason, and after its own deadline otherwise.
 *
 * Every call throws FloodWait, SourceUnavailable, AccountRefused, and those about a channel
 * ChannelInaccessible. Anything else is a defect.
 */
export interface MessageSource extends AsyncDisposable {
  readonly accountId: AccountId;
  /** Aborts with AccountRefused or SourceUnavailable when the connection is lost for good. */
  readonly closed: AbortSignal;
  /** What happens while the account is connected. */
  readonly updates: UpdateSource;
  /** Asks Telegram what a reference means. An invite is looked at, never accepted. */
  resolve(reference: ChannelReference, signal: AbortSignal): Promise<FoundChannel>;
  /** A known channel as it is now. */
  look(access: ChannelAccess, signal: AbortSignal): Promise<FoundChannel>;
  /**
   * A page of what the account's chat list holds, in its own order, archived chats last; from the
   * beginning when `place` is null. A chat may come twice when the order changes meanwhile.
   */
  dialogs(place: DialogPlace | null, signal: AbortSignal): Promise<DialogPage>;
  history(request: HistoryRequest, signal: AbortSignal): Promise<HistoryAnswer>;
  /** At most 100 ids. */
  messages(
    access: ChannelAccess,
    ids: readonly MessageId[],
    signal: AbortSignal,
  ): Promise<MessagesAnswer>;
}
