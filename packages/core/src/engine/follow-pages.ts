import type { IdRange } from "../domain/coverage.ts";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { ObservedMessage, Quarantined } from "../domain/message.ts";
import type { Page } from "../domain/page.ts";
import { MAX_PAGE_MESSAGES } from "../domain/page.ts";
import type { Change } from "../ports/update-source.ts";

/**
 * Changes as pages, in their order. A message that was told proves its own id and nothing else: the
 * ids beside it may be other messages that nobody told of. So each run of neighbours is a page.
 */
export function followPages(channelId: ChannelId, changes: readonly Change[]): Page[] {
  const pages: Page[] = [];
  let draft = new Draft();
  const turnOver = (): void => {
    if (!draft.isEmpty) pages.push(draft.page(channelId));
    draft = new Draft();
  };
  for (const change of changes) {
    if (change.type === "deleted") {
      draft.deleted.push(...change.ids);
      continue;
    }
    if (!draft.canTake(change.id, change.isNew)) turnOver();
    draft.take(change);
  }
  turnOver();
  return pages;
}

class Draft {
  readonly messages: ObservedMessage[] = [];
  readonly quarantined: Quarantined[] = [];
  readonly deleted: MessageId[] = [];
  #proves: IdRange | null = null;

  get isEmpty(): boolean {
    return this.messages.length + this.quarantined.length + this.deleted.length === 0;
  }

  canTake(id: MessageId, isNew: boolean): boolean {
    if (this.messages.length >= MAX_PAGE_MESSAGES) return false;
    const proves = this.#proves;
    return !isNew || proves === null || (id >= proves.first && id <= proves.last + 1);
  }

  take({ id, isNew, message, quarantined }: Extract<Change, { type: "seen" }>): void {
    if (message !== null) this.messages.push(message);
    if (quarantined !== null) this.quarantined.push(quarantined);
    if (!isNew) return;
    const { first, last } = this.#proves ?? { first: id, last: id };
    this.#proves = { first, last: Math.max(last, id) };
  }

  page(channelId: ChannelId): Page {
    const { messages, quarantined, deleted } = this;
    return {
      ...{ channelId, source: "live", messages, quarantined, deleted },
      ...{ proves: this.#proves, jobId: null },
    };
  }
}
