import type { WorldSpec } from "../world.ts";
import { type LargeOptions, large } from "./large.ts";
import { nasty } from "./nasty.ts";
import { realistic } from "./realistic.ts";
import { tiny } from "./tiny.ts";

/** A world by name, channels of a size, or a spec of one's own. */
export type WorldChoice =
  | "tiny"
  | "realistic"
  | "nasty"
  | { readonly large: LargeOptions }
  | WorldSpec;

export function chosenWorld(choice: WorldChoice): WorldSpec {
  if (typeof choice === "string") return { tiny, realistic, nasty }[choice];
  return "large" in choice ? large(choice.large) : choice;
}
