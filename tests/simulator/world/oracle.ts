import type { UnixSeconds } from "./chat.ts";
import type { Entity } from "./entity.ts";
import type { World } from "./world.ts";

/** One version of a message as the API shows it. */
export interface TrueVersion {
  readonly version: number;
  readonly text: string;
  /** In the form of the API's objects. */
  readonly entities: readonly Entity[];
  readonly editDate: UnixSeconds | null;
  /** When it appeared, in milliseconds. */
  readonly since: number;
  /** Whether it ever left the server; an archive can hold no other versions. */
  readonly served: boolean;
}

/** The truth about one id that ever held a message since the world began. */
export interface TrueMessage {
  readonly id: number;
  readonly date: UnixSeconds;
  /** The API's name for what a service message reports, in the world's words; null for others. */
  readonly action: string | null;
  /** In order of appearance, at least one. */
  readonly versions: readonly TrueVersion[];
  /** Milliseconds; null while the message exists. */
  readonly deletedAt: number | null;
}

/**
 * What is true about a chat, oldest id first: every message that exists, and every message deleted
 * since the world began. An archive that examined everything in time holds, for each id, the served
 * versions in this order and, where it could know, the deletion.
 */
export function* trueMessages(world: World, chatKey: string): Generator<TrueMessage> {
  const chat = world.chat(chatKey);
  const { history } = chat;
  const deleted = history.changedIds().filter((id) => history.deletedAt(id) !== null);
  let next = 0;
  for (const id of history.from(0)) {
    for (; (deleted[next] ?? Number.POSITIVE_INFINITY) < id; next++) {
      yield trueMessage(world, chatKey, deleted[next] ?? 0);
    }
    yield trueMessage(world, chatKey, id);
  }
  for (; next < deleted.length; next++) yield trueMessage(world, chatKey, deleted[next] ?? 0);
}

/** The truth about one id; throws when it never held a message since the world began. */
export function trueMessage(world: World, chatKey: string, id: number): TrueMessage {
  const chat = world.chat(chatKey);
  const { history } = chat;
  const versions: TrueVersion[] = [];
  for (let version = 0; version < history.versionCount(id); version++) {
    const message = history.version(id, version);
    if (message === null) continue;
    versions.push({
      version,
      text: message.text,
      entities: message.entities,
      editDate: message.editDate ?? null,
      since: history.versionSince(id, version),
      served: world.served.has(chat, id, version),
    });
  }
  if (versions.length === 0) throw new Error(`${chatKey} never had a message ${id}.`);
  return {
    id,
    date: history.dateOf(id),
    action: history.version(id, 0)?.action?.kind ?? null,
    versions,
    deletedAt: history.deletedAt(id),
  };
}

/** The ids that exist now, oldest first. */
export function existingIds(world: World, chatKey: string): number[] {
  return [...world.chat(chatKey).history.from(0)];
}
