import { threadIds } from "../world/thread.ts";
import type { WorldChat } from "../world/world-chat.ts";
import type { View } from "./view.ts";

/** Message ids in order, of a whole chat or of a thread. */
export interface IdSource {
  /** Ids below `limit`, newest first. */
  below(limit: number): Iterable<number>;
  /** Ids from `start` on, oldest first. */
  from(start: number): Iterable<number>;
  count(): number;
}

/** What the account may see of a chat's history. */
export function chatSource(view: View, chat: WorldChat): IdSource {
  const { history } = chat;
  const { availableFrom = 0, members = [] } = chat.base.spec;
  if (availableFrom <= 1 || members.includes(view.account.key)) {
    return {
      below: (limit) => history.below(limit),
      from: (start) => history.from(start),
      count: () => history.count,
    };
  }
  return listSource([...history.from(availableFrom)].toReversed());
}

/** The messages of one thread. */
export function threadSource(chat: WorldChat, top: number): IdSource {
  return listSource([...threadIds(chat, top)]);
}

/** @param ids newest first */
function listSource(ids: readonly number[]): IdSource {
  return {
    below: (limit) => ids.filter((id) => id < limit),
    from: (start) => ids.filter((id) => id >= start).toReversed(),
    count: () => ids.length,
  };
}
