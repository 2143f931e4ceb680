import { type FileKind, packFileId } from "./file-id.ts";
import type { Photo } from "./media.ts";
import { hash } from "./prng.ts";
import type { World } from "./world.ts";
import type { WorldChat } from "./world-chat.ts";

/** The photo the chat shows now. */
export function chatPhoto(world: World, chat: WorldChat): Photo {
  return profilePhoto(world, "chatPhoto", chat.base.index, chat.photo);
}

/** The photo of a person, by the person's number. */
export function userPhoto(world: World, index: number): Photo {
  return profilePhoto(world, "userPhoto", 0, index);
}

/** A square photo in the two sizes that profile photos have. */
export function profilePhoto(
  world: World,
  kind: FileKind & ("chatPhoto" | "userPhoto"),
  chat: number,
  message: number,
): Photo {
  const id = packFileId(world.seed, { kind, chat, message, slot: 0 });
  const draw = hash(world.seed, "profile photo", id);
  return {
    id,
    dc: world.dcs[draw % world.dcs.length] ?? 1,
    date: 1_600_000_000 + (draw % 100_000_000),
    sizes: [
      { type: "a", width: 160, height: 160, bytes: 2_000 + (draw % 3_000) },
      { type: "c", width: 640, height: 640, bytes: 15_000 + (draw % 20_000) },
    ],
  };
}
