import { edit, mark, pin, post, postAlbum, remove } from "./change-messages.ts";
import { Random } from "./prng.ts";
import type { World } from "./world.ts";
import type { WorldChat } from "./world-chat.ts";

/** How often each thing happens, by weight. */
export interface Liveliness {
  readonly post: number;
  readonly album: number;
  readonly edit: number;
  readonly delete: number;
  readonly pin: number;
  readonly counters: number;
}

const USUAL: Liveliness = { post: 60, album: 4, edit: 14, delete: 4, pin: 1, counters: 20 };

/**
 * Lets one thing happen in one of the chats: the n-th stir of a seed is always the same. Returns
 * what happened, for logs.
 */
export function stir(
  world: World,
  chats: readonly WorldChat[],
  turn: number,
  weights: Liveliness = USUAL,
): string {
  const random = new Random(world.seed, "stir", turn);
  const chat = random.pick(chats);
  const id = recentId(chat, random);
  const what = random.weighted(weights);
  switch (what) {
    case "post":
      return `post ${chat.key} ${post(world, chat)}`;
    case "album":
      return `album ${chat.key} ${postAlbum(world, chat, random.between(2, 5)).join(",")}`;
    case "edit":
      return `edit ${chat.key} ${id} ${edit(world, chat, id)}`;
    case "delete":
      return `delete ${chat.key} ${remove(world, chat, [id]).join(",")}`;
    case "pin":
      return `pin ${chat.key} ${id} ${pin(world, chat, id)}`;
    case "counters": {
      const views = random.between(100, 90_000);
      return `counters ${chat.key} ${id} ${mark(world, chat, id, { views })}`;
    }
  }
}

function recentId(chat: WorldChat, random: Random): number {
  let skip = random.below(40);
  for (const id of chat.history.below(Number.POSITIVE_INFINITY)) if (skip-- === 0) return id;
  return chat.history.top;
}
