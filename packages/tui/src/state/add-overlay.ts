import type { SafeText } from "../format/safe-text.ts";
import type { DialogRow } from "../view/dialog-row.ts";
import type { ListWindow } from "./list-window.ts";
import type { TextField } from "./text-field.ts";

/** The box to choose channels from, or to name one in. */
export interface AddOverlay {
  readonly kind: "add";
  readonly filter: TextField;
  readonly list: ListWindow;
  /** The chats of the account; null while they load. */
  readonly dialogs: readonly DialogRow[] | null;
  /** Numbers of the chats that were marked. */
  readonly marked: ReadonlySet<string>;
  /** What is being added at the moment; null for nothing. */
  readonly adding: SafeText | null;
  readonly failure: SafeText | null;
}

/** The box with what is known of one channel. */
export interface ProfileOverlay {
  readonly kind: "profile";
  readonly channelId: string;
  /** Null while it loads. */
  readonly lines: readonly SafeText[] | null;
  readonly failure: SafeText | null;
  readonly scroll: number;
}
