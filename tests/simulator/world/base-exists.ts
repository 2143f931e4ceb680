import { type BaseChat, discussedPost, givenBounds, indexOfId, wasGiven } from "./base-chat.ts";
import { hash } from "./prng.ts";
import { isActionShape, shapeOf, showcaseOf } from "./shape.ts";

/** Whether the message was there when the world began; deleted ids leave holes. */
export function baseExists(chat: BaseChat, id: number): boolean {
  const { spec, seed, index } = chat;
  if (!wasGiven(spec, id)) return false;
  const { first, last } = givenBounds(spec);
  if (id === first || (id === last && chat.migratedTo !== null)) return true;
  if (spec.topics?.some((topic) => topic.id === id) === true) return true;
  if (chat.discusses !== null) {
    const { post, isCopy } = discussedPost(id);
    const postIsThere = baseExists(chat.discusses, post);
    if (isCopy) return postIsThere && !isActionShape(shapeOf(chat.discusses, post));
  }
  if (spec.showcase === true && indexOfId(spec, id) <= showcaseOf(spec).length) return true;
  const share = spec.holes ?? 0;
  if (share === 0) return true;
  // People delete single messages and whole runs; each way alone spares so many.
  const spared = Math.sqrt(1 - share) * 0x1_0000_0000;
  if (hash(seed, "hole", index, id) >= spared) return false;
  return hash(seed, "run", index, Math.floor(id / 8)) < spared;
}
