import { percent } from "../format/number.ts";
import { type SafeText, text } from "../format/safe-text.ts";
import type { Examined } from "./channel-row.ts";

/** The share of a channel's ids that was examined, or that it was only imported. */
export function examinedText(examined: Examined): SafeText {
  return examined.kind === "imported" ? text`imported` : percent(examined.fraction);
}
