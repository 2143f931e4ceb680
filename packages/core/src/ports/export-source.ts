import type { ChannelProfile } from "../domain/channel.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";

/** How to read an export. */
export interface ExportOptions {
  /**
   * IANA zone or ±HH:MM offset of the exporting machine, for files without UTC times. An offset
   * that the file itself proves is preferred.
   */
  readonly timeZone?: string;
  /** Marked id of the channel an HTML export belongs to; it does not say so itself. */
  readonly channelId?: ChannelId;
  readonly signal?: AbortSignal;
}

/** What a reader yields, in file order. A channel always comes before its messages. */
export type ExportItem =
  | { readonly type: "channel"; readonly channel: ChannelProfile }
  | {
      readonly type: "messages";
      readonly channelId: ChannelId;
      readonly messages: readonly ObservedMessage[];
      readonly quarantined: readonly Quarantined[];
      /** Bytes of the whole export read so far; never more than its size. */
      readonly bytesRead: number;
    }
  /** The reader went on, but a person should know: where a file broke off, which zone was learnt. */
  | { readonly type: "warning"; readonly message: string };

/** One export: a file or a folder that holds one or several chats. */
export interface ExportSource {
  /** Canonical absolute path: two sources of one path are the same export. */
  readonly path: string;
  readonly sizeBytes: number;
  /**
   * Reads the export from its start in bounded memory. Throws ImportRejected when it is no export
   * at all; whatever can be read of a damaged one is yielded first, then a warning says where it
   * broke.
   */
  read(options: ExportOptions): AsyncIterable<ExportItem>;
}

/** Finds the exports at a path. Throws ImportRejected with what to do when there is none. */
export type OpenExports = (path: string) => Promise<readonly ExportSource[]>;
