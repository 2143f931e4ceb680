/** Elements nested deeper than this are not parsed; Telegram's own reach about 8. */
export const MAX_DEPTH = 64;
/** Elements of more objects, arrays and strings are not parsed; real ones have some thousand. */
export const MAX_PARTS = 50_000;
/** Elements larger than this are not parsed; real ones stay far below 1 MiB. */
export const MAX_ELEMENT_BYTES = 4 * 1024 * 1024;
/** How much of an element that is not parsed is kept. */
export const HEAD_BYTES = 64 * 1024;

/** Names of a chat whose values are scalars that the reader wants. */
export type ChatField = "name" | "type" | "id";

/** Why an element was cut off instead of handed over whole. */
export type CutReason = "too large" | "nested too deeply" | "made of too many parts" | "broken off";

/** What the scanner meets, in file order. `offset` counts bytes from the start of the file. */
export type ScanEvent =
  /** A chat's object opens. The whole file's object counts as one: a single-chat export is it. */
  | { readonly type: "chat" }
  /** A scalar of the open chat, as JSON text. */
  | { readonly type: "field"; readonly key: ChatField; readonly json: string }
  | { readonly type: "messages" }
  /** One element of `messages`, whole. The bytes are valid until the next push. */
  | { readonly type: "element"; readonly bytes: Buffer; readonly offset: number }
  | {
      readonly type: "cut";
      readonly reason: CutReason;
      readonly head: Buffer;
      readonly size: number;
      readonly offset: number;
    }
  | { readonly type: "messagesEnd" }
  | { readonly type: "chatEnd" }
  /** Something odd that the scanner stepped over; at most one of a kind in a file. */
  | { readonly type: "oddity"; readonly sentence: string; readonly offset: number };
