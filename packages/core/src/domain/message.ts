import type { MessageId, PeerId } from "./ids.ts";
import type { Media, MediaFile } from "./media.ts";
import type { TextEntity } from "./text-entity.ts";

/** Seconds since 1970-01-01T00:00:00Z; Telegram's own resolution. */
export type UnixSeconds = number;

/**
 * How far a message's time can be trusted. `exact` came as UTC seconds. `zone_given` and
 * `zone_learnt` were local wall clock, converted with a zone the user named or an offset another
 * message of the file proves. `zone_standard` is an HTML export's label: the zone's standard time
 * although the clock kept summer time, so up to an hour off. `zone_unknown` was read as if it were
 * UTC. `none`: the source gave no time at all.
 */
export type TimePrecision =
  | "exact"
  | "zone_given"
  | "zone_learnt"
  | "zone_standard"
  | "zone_unknown"
  | "none";

/** The kind of material a message was read from, poorest last: see {@link sourceRank}. */
export type RawSource = "mtproto" | "desktop_json" | "desktop_html";

/** How the archive came to see a version. */
export type ObservationSource = "backfill" | "live" | "recheck" | "import";

/** Who wrote a message, as far as the source tells; names are display names of that moment. */
export interface Sender {
  readonly id: PeerId | null;
  readonly name: string | null;
}

/** Where a forwarded message came from. */
export interface ForwardOrigin {
  readonly id: PeerId | null;
  readonly name: string | null;
  readonly messageId: MessageId | null;
  readonly postedAt: UnixSeconds | null;
}

/** What a service message reports, in the source's own action name, with its fields. */
export interface ServiceAction {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Reaction {
  /** The emoji itself, `custom:<document id>`, or `paid`. */
  readonly reaction: string;
  readonly count: number;
}

/** One message as one source showed it at one moment. */
export interface ObservedMessage {
  readonly id: MessageId;
  readonly postedAt: UnixSeconds | null;
  readonly timePrecision: TimePrecision;
  /** The source's own words for the time, kept when `timePrecision` is not `exact`. */
  readonly postedAtRaw: string | null;
  readonly editedAt: UnixSeconds | null;
  readonly sender: Sender | null;
  readonly authorSignature: string | null;
  readonly text: string;
  readonly entities: readonly TextEntity[];
  readonly media: readonly Media[];
  readonly mediaFiles: readonly MediaFile[];
  readonly replyToMessageId: MessageId | null;
  /** Set when the answered message is in another chat. */
  readonly replyToPeerId: PeerId | null;
  readonly forward: ForwardOrigin | null;
  /** Album (grouped) id in decimal: 64 bits. */
  readonly albumId: string | null;
  readonly topicId: MessageId | null;
  readonly action: ServiceAction | null;
  readonly views: number | null;
  readonly forwards: number | null;
  readonly reactions: readonly Reaction[] | null;
  /**
   * The source's own object, kept whole: its JSON text in UTF-8. Bytes, because most of an import's
   * memory would be these texts as strings, of which the collector would copy each one twice.
   */
  readonly raw: {
    readonly json: Uint8Array;
    readonly source: RawSource;
    readonly layer: number | null;
  };
}

/** Something that should have been a message and could not be kept as one; its bytes are kept. */
export interface Quarantined {
  /** The message's id in its source, when it could be read. */
  readonly messageId: string | null;
  /** One sentence: what is wrong with it. */
  readonly reason: string;
  /** File and byte offset, or the like. */
  readonly location: string;
  readonly raw: Uint8Array;
}
