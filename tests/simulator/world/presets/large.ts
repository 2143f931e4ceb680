import type { WorldSpec } from "../world.ts";
import { DAY, PRESET_END, presetAccounts } from "./accounts.ts";

/** How large, and of what. */
export interface LargeOptions {
  /** Ids given out in each channel. */
  readonly ids: number;
  /** Default 1. */
  readonly channels?: number;
  /** Share of ids deleted. Default 0.03. */
  readonly holes?: number;
  /** Groups have many authors, so answers are bigger. Default "broadcast". */
  readonly kind?: "broadcast" | "supergroup";
  readonly content?: "any" | "long" | "plain";
}

/** Channels "large1", "large2" … of so many ids; they cost no memory until something changes. */
export function large(options: LargeOptions): WorldSpec {
  const { ids, channels = 1, holes = 0.03, kind = "broadcast", content = "any" } = options;
  return {
    accounts: presetAccounts,
    chats: Array.from({ length: channels }, (_, index) => ({
      key: `large${index + 1}`,
      id: 1_300_000_000 + index,
      kind,
      flavour: kind === "broadcast" ? ("news" as const) : ("talk" as const),
      title: `Large ${index + 1}`,
      username: `large_${index + 1}`,
      language: (["en", "ru", "ja", "ar"] as const)[index % 4] ?? "en",
      ids: [[1, ids] as const],
      startsAt: PRESET_END - 2000 * DAY,
      endsAt: PRESET_END,
      holes,
      content,
      people: kind === "broadcast" ? 12 : 400,
      members: ["anna", "boris"],
    })),
  };
}
