import { threadIds } from "./thread.ts";
import type { WorldChat } from "./world-chat.ts";

/** A forum's topic as it is now. */
export interface Topic {
  readonly id: number;
  readonly title: string;
  readonly closed: boolean;
  readonly pinned: boolean;
  /** Its newest message; its own id when nothing was written in it. */
  readonly newest: number;
}

/** A forum's topics: pinned ones first, then by their newest message. */
export function topicsOf(chat: WorldChat): Topic[] {
  const topics = [{ id: 1, title: "General", closed: false, pinned: false }];
  for (const { id, title, closed = false, pinned = false } of chat.base.spec.topics ?? []) {
    if (id !== 1 && chat.history.exists(id)) topics.push({ id, title, closed, pinned });
  }
  for (const id of chat.history.changedIds()) {
    const action = chat.history.message(id)?.action;
    if (action?.kind === "topicCreate" && !topics.some((topic) => topic.id === id)) {
      topics.push({ id, title: action.title, closed: false, pinned: false });
    }
  }
  return topics
    .map((topic) => {
      const [newest = topic.id] = threadIds(chat, topic.id);
      return { ...topic, newest };
    })
    .toSorted(
      (one, other) => Number(other.pinned) - Number(one.pinned) || other.newest - one.newest,
    );
}
