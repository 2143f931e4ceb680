import { plural } from "../format/number.ts";
import { type SafeText, text } from "../format/safe-text.ts";

/** What a search without hits must say where ids of the searched channels were never examined. */
export function noProof(channelsWithGaps: number): SafeText {
  const have = channelsWithGaps === 1 ? text`has` : text`have`;
  return text`No proof of absence: ${plural(channelsWithGaps, "channel")} ${have} ids never examined.`;
}
