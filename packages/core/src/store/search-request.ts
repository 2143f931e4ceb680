import { InvalidInput } from "../domain/errors.ts";
import type { ChannelId, MessageId, PeerId } from "../domain/ids.ts";
import type { UnixSeconds } from "../domain/message.ts";
import type { Highlight } from "../search/highlighter.ts";
import type { TextQuery } from "../search/text-query.ts";
import type { MessageReading, ReadMessage } from "./read-messages.ts";

/** What a search is narrowed by; null or left out: it does not matter. */
export interface SearchFilter {
  readonly channelIds?: readonly ChannelId[] | null;
  readonly senderIds?: readonly PeerId[] | null;
  /** At this time or later. Messages without a time are in no period. */
  readonly postedAfter?: Date | null;
  /** Before this time. */
  readonly postedBefore?: Date | null;
  readonly hasMedia?: boolean | null;
  /** With an attachment of one of these kinds, by MediaKind's names. */
  readonly mediaKinds?: readonly string[] | null;
  /** Edited at its source, or seen in more than one version. */
  readonly isEdited?: boolean | null;
  readonly isDeleted?: boolean | null;
  readonly isForwarded?: boolean | null;
  readonly isReply?: boolean | null;
}

/** `relevance` ranks the newest thousand hits of a query of words; elsewhere it is newest first. */
export type SearchOrder = "posted_desc" | "relevance";

export interface SearchRequest {
  /** Null: whatever the filter leaves. */
  readonly query: TextQuery | null;
  readonly filter?: SearchFilter;
  readonly order?: SearchOrder;
  /** Hits wanted, 1 to 1000. */
  readonly first: number;
  /** Cursor of the hit after which to go on. */
  readonly after?: string | null;
  /** What to read of the messages that are hits; nothing unless given. */
  readonly reading?: MessageReading | null;
}

export interface SearchHit {
  readonly channelId: ChannelId;
  readonly id: MessageId;
  readonly postedAt: UnixSeconds | null;
  /** Relevance, comparable inside one search; null where nothing is ranked. */
  readonly score: number | null;
  readonly cursor: string;
  /** What was to be read; null also when the message is not there. */
  readonly message: ReadMessage | null;
}

export interface SearchCount {
  readonly value: number;
  readonly relation: "EXACT" | "AT_LEAST";
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  readonly hasNextPage: boolean;
  /** Counts all hits, of all pages; costs a query unless this page told already. */
  readonly totalCount: () => Promise<SearchCount>;
  /** Where a hit's text has what was looked for, in code points. */
  readonly highlight: (text: string) => Highlight[];
}

/** Longest list in a filter. */
const MAX_LIST = 1000;
const MAX_FIRST = 1000;

/** Throws InvalidInput for what no search can be made of. */
export function checkRequest({ first, filter }: SearchRequest): void {
  if (!Number.isInteger(first) || first < 1 || first > MAX_FIRST) {
    throw new InvalidInput(`Ask for 1 to ${MAX_FIRST} hits at a time.`);
  }
  const ids = [...(filter?.channelIds ?? []), ...(filter?.senderIds ?? [])];
  const longest = Math.max(
    filter?.channelIds?.length ?? 0,
    filter?.senderIds?.length ?? 0,
    filter?.mediaKinds?.length ?? 0,
  );
  if (longest > MAX_LIST) {
    throw new InvalidInput(`A filter may list at most ${MAX_LIST} values; split the search.`);
  }
  if (!ids.every(Number.isSafeInteger)) {
    throw new InvalidInput("A filter lists something that is no Telegram id; correct it.");
  }
  for (const time of [filter?.postedAfter, filter?.postedBefore]) {
    if (time && Number.isNaN(time.getTime())) {
      throw new InvalidInput("A filter has a time that does not exist; correct it.");
    }
  }
}
