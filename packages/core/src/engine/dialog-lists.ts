import { randomUUID } from "node:crypto";
import type { AccountId } from "../domain/account.ts";
import { InvalidInput } from "../domain/errors.ts";
import type { ChannelId } from "../domain/ids.ts";
import type { ChannelAccess, Dialog, DialogPlace } from "../domain/target.ts";
import type { AccountStore } from "../ports/account-store.ts";
import { firstReady } from "./first-ready.ts";
import type { FloodGate } from "./flood-gate.ts";
import type { OpenAccounts } from "./open-accounts.ts";

export interface DialogListsParts {
  readonly accounts: Pick<AccountStore, "list">;
  readonly connections: OpenAccounts;
  readonly gate: FloodGate;
}

/** A part of an account's chat list. */
export interface DialogsRead {
  readonly dialogs: readonly {
    readonly dialog: Dialog;
    /** What to ask with for those after this one. */
    readonly place: string;
  }[];
  readonly hasMore: boolean;
}

/** One reading of one account's chat list: what was read, and where to go on. */
interface Listing {
  readonly id: string;
  readonly accountId: AccountId;
  readonly dialogs: Map<ChannelId, Dialog>;
  place: DialogPlace | null;
  isComplete: boolean;
  /** Pages in a row that brought nothing new. */
  barren: number;
  /** Ends with the page that is being read: the next one begins where it ends. */
  reading: Promise<void>;
}

const MOST_LISTS = 20;
/** Far more chats than Telegram lets anybody have. */
const MOST_DIALOGS = 20_000;
const MOST_BARREN = 10;

/**
 * The chat lists of accounts while somebody leafs through them. They are kept here, and not in what
 * the caller gets to go on with: where Telegram's next page begins is told with an access hash.
 */
export class DialogLists {
  readonly #parts: DialogListsParts;
  readonly #lists = new Map<string, Listing>();

  constructor(parts: DialogListsParts) {
    this.#parts = parts;
  }

  /**
   * `count` chats after a place that an earlier call answered, or the first ones. Asks Telegram for
   * no more than that takes, and does not wait for a flood pause. `accountId` null is the first
   * account that is signed in. Throws InvalidState when none is, InvalidInput for a place that is
   * not known any more, PauseTooLong, and what MessageSource.dialogs throws.
   */
  async read(
    accountId: AccountId | null,
    after: string | null,
    count: number,
    signal: AbortSignal,
  ): Promise<DialogsRead> {
    const { listing, from } =
      after === null ? await this.#begin(accountId) : this.#find(accountId, after);
    const end = from + count;
    // One more tells whether there is a next part.
    while (!listing.isComplete && listing.dialogs.size <= end) {
      const turn = listing.reading.then(() => this.#readPage(listing, end, signal));
      listing.reading = turn.catch(() => {});
      await turn;
    }
    const dialogs = [...listing.dialogs.values()].slice(from, end);
    return {
      dialogs: dialogs.map((dialog, index) => ({
        dialog,
        place: `${listing.id}.${from + index + 1}`,
      })),
      hasMore: listing.dialogs.size > end,
    };
  }

  /** How an account reaches a chat that it was shown lately; null when it was not. */
  accessTo(accountId: AccountId, channelId: ChannelId): ChannelAccess | null {
    for (const listing of [...this.#lists.values()].reverse()) {
      const dialog = listing.accountId === accountId ? listing.dialogs.get(channelId) : undefined;
      if (dialog !== undefined) return dialog.found.access;
    }
    return null;
  }

  async #begin(wanted: AccountId | null): Promise<{ listing: Listing; from: number }> {
    const accountId = wanted ?? (await firstReady(this.#parts.accounts));
    const listing: Listing = {
      ...{ id: randomUUID(), accountId, dialogs: new Map(), place: null, isComplete: false },
      ...{ barren: 0, reading: Promise.resolve() },
    };
    this.#lists.set(listing.id, listing);
    for (const id of this.#lists.keys()) {
      if (this.#lists.size > MOST_LISTS) this.#lists.delete(id);
    }
    return { listing, from: 0 };
  }

  #find(accountId: AccountId | null, after: string): { listing: Listing; from: number } {
    const [id = "", from = ""] = after.split(".");
    const listing = this.#lists.get(id);
    const isAsked = accountId === null || listing?.accountId === accountId;
    if (listing === undefined || !isAsked || !/^\d{1,6}$/.test(from)) {
      throw new InvalidInput("This chat list is not known any more; list it from its beginning.");
    }
    return { listing, from: Number(from) };
  }

  async #readPage(listing: Listing, end: number, signal: AbortSignal): Promise<void> {
    // Whoever waited for a turn may find that the page was read for another meanwhile.
    if (listing.isComplete || listing.dialogs.size > end) return;
    const { connections, gate } = this.#parts;
    const page = await connections.use(listing.accountId, signal, (source) =>
      gate.run(listing.accountId, "dialogs", () => source.dialogs(listing.place, signal), {
        signal,
        longestWait: 0,
      }),
    );
    const before = listing.dialogs.size;
    for (const dialog of page.dialogs) {
      const { id } = dialog.found.profile;
      if (!listing.dialogs.has(id)) listing.dialogs.set(id, dialog);
    }
    listing.place = page.next;
    listing.barren = listing.dialogs.size > before ? 0 : listing.barren + 1;
    listing.isComplete =
      page.next === null || listing.barren === MOST_BARREN || listing.dialogs.size > MOST_DIALOGS;
  }
}
