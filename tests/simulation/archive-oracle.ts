import type { Coverage, IdRange } from "../../packages/core/src/domain/coverage.ts";
import {
  EMPTY_COVERAGE,
  gapsWithin,
  subtract,
  union,
} from "../../packages/core/src/domain/coverage.ts";
import type { ChannelId } from "../../packages/core/src/domain/ids.ts";
import type { ObservedMessage } from "../../packages/core/src/domain/message.ts";
import type { CommitResult, Page } from "../../packages/core/src/domain/page.ts";
import type { ArchiveReport } from "../../packages/core/src/engine/archive-channel.ts";
import type { MemoryStore } from "../../packages/core/src/store/memory-store.ts";
import { markedId } from "../simulator/source/observe-message.ts";
import type { GivenAnswer } from "../simulator/source/world-source.ts";
import type { World } from "../simulator/world/world.ts";
import type { WorldChat } from "../simulator/world/world-chat.ts";
import type { Task } from "./scenario.ts";

interface Known {
  readonly chat: WorldChat;
  readonly task: Task;
  /** What the answers so far truly showed. */
  examined: Coverage;
  covered: Coverage;
  /** Whether there was a moment without any message since work began. */
  wasEmpty: boolean;
  /** Texts of all versions in committed pages, by id. */
  readonly texts: Map<number, Set<string>>;
  readonly quarantined: Set<number>;
}

/** Compares an archive with the world it was made of. Throws with the first difference. */
export class ArchiveOracle {
  readonly #store: MemoryStore;
  readonly #known = new Map<ChannelId, Known>();

  constructor(world: World, store: MemoryStore, tasks: readonly Task[]) {
    this.#store = store;
    for (const task of tasks) {
      const chat = world.chat(task.key);
      this.#known.set(markedId(chat.peer), {
        ...{ chat, task, examined: EMPTY_COVERAGE, covered: EMPTY_COVERAGE, wasEmpty: false },
        ...{ texts: new Map(), quarantined: new Set() },
      });
    }
  }

  /** An answer has arrived. */
  answered({ chat, examined }: GivenAnswer): void {
    const known = this.#of(markedId(chat.peer));
    known.wasEmpty ||= chat.history.top === 0;
    if (examined !== null) known.examined = union(known.examined, [examined]);
  }

  /** A page is in the store. */
  committed(page: Page, { quarantined }: CommitResult): void {
    const known = this.#of(page.channelId);
    const set = new Set(quarantined.map(({ messageId }) => Number(messageId)));
    for (const id of set) known.quarantined.add(id);
    for (const message of page.messages) {
      checkVersion(known, message);
      if (set.has(message.id)) continue;
      const texts = known.texts.get(message.id) ?? new Set();
      known.texts.set(message.id, texts.add(message.text));
    }
    const { coverage } = this.#store.read(page.channelId);
    demand(subtract(known.covered, coverage).length === 0, "coverage forgot ids");
    demand(subtract(coverage, known.examined).length === 0, "coverage claims unexamined ids", {
      claimed: subtract(coverage, known.examined),
    });
    known.covered = coverage;
    if (page.proves !== null) this.#checkRange(known, page.channelId, page.proves);
  }

  /** Work on a channel begins. */
  begun(channelId: ChannelId): void {
    const known = this.#of(channelId);
    known.wasEmpty = known.chat.history.top === 0;
  }

  /** One channel is said to be complete. */
  finished(channelId: ChannelId, report: ArchiveReport): void {
    const { task, chat, wasEmpty } = this.#of(channelId);
    const { coverage } = this.#store.read(channelId);
    const { bounds, topMessageId } = report;
    if (bounds !== null) {
      const missing = gapsWithin(coverage, bounds);
      demand(missing.length === 0, "a finished channel is not covered", { missing });
      this.#checkRange(this.#of(channelId), channelId, bounds);
    }
    if (topMessageId === null) {
      demand(wasEmpty, "a channel with messages counts as empty");
      return;
    }
    const archive = this.#store.read(channelId);
    for (const id of chat.history.from(1)) {
      if (id > topMessageId || !isWanted(task, id, chat.history.dateOf(id))) continue;
      const isThere = archive.messages.has(id) || this.#of(channelId).quarantined.has(id);
      demand(isThere, "a wanted message is missing", { id });
    }
  }

  /** Everything is over. */
  compareAll(): void {
    for (const [channelId, { texts }] of this.#known) {
      const archive = this.#store.read(channelId);
      demand(archive.messages.size === texts.size, "more or fewer messages than were committed");
      for (const [id, { message }] of archive.messages) {
        const kept = new Set([message.text]);
        for (const { message: version } of archive.revisions.get(id)?.values() ?? []) {
          kept.add(version.text);
        }
        const seen = texts.get(id) ?? new Set();
        const isSame = kept.size === seen.size && [...kept].every((text) => seen.has(text));
        demand(isSame, "versions differ", { id });
      }
    }
  }

  /** Every message that exists in a range is in the archive. */
  #checkRange(known: Known, channelId: ChannelId, { first, last }: IdRange): void {
    const archive = this.#store.read(channelId);
    for (const id of known.chat.history.from(first)) {
      if (id > last) break;
      const isThere = archive.messages.has(id) || known.quarantined.has(id);
      demand(isThere, "a covered message is missing", { id, first, last });
    }
  }

  #of(channelId: ChannelId): Known {
    const known = this.#known.get(channelId);
    if (known === undefined) throw new Error(`nobody asked for channel ${channelId}`);
    return known;
  }
}

/** A committed message is one version of the true one, and was asked for. */
function checkVersion({ chat, task }: Known, message: ObservedMessage): void {
  const { id, text, editedAt, postedAt } = message;
  const { version } = JSON.parse(Buffer.from(message.raw.json).toString("utf8")) as {
    version: number;
  };
  const truth = chat.history.version(id, version);
  const isTrue = truth?.text === text && (truth.editDate ?? null) === editedAt;
  demand(isTrue, "a message was never like this", { id, version });
  demand(chat.history.dateOf(id) === postedAt, "a message has another time", { id });
  demand(isWanted(task, id, chat.history.dateOf(id)), "a message was not asked for", { id });
}

function isWanted({ bounds }: Task, id: number, date: number): boolean {
  const { from, to, since, until } = bounds;
  if (id < (from ?? id) || id > (to ?? id)) return false;
  return date >= (since ?? date) && date < (until ?? date + 1);
}

/** Throws what is wrong. */
export function demand(holds: boolean, what: string, details: object = {}): void {
  if (!holds) throw new Error(`${what} ${JSON.stringify(details)}`);
}
