import { type SafeText, safeText, text } from "../format/safe-text.ts";
import type { ApiSearchEdge } from "../operations/search.ts";

type Media = ApiSearchEdge["node"]["media"][number];

const STATES: Record<Media["state"], SafeText> = {
  STORED: text`stored`,
  NOT_REQUESTED: text`not exported`,
  SKIPPED: text`left out by the export`,
  UNAVAILABLE: text`no longer available`,
};

/** photo 1280×960 (stored) */
export function mediaWord(media: Pick<Media, "kind" | "state" | "width" | "height">): SafeText {
  const kind = safeText(media.kind.toLowerCase().replaceAll("_", " "));
  const size =
    media.width !== null && media.height !== null ? text` ${media.width}×${media.height}` : text``;
  return text`${kind}${size} (${STATES[media.state] ?? safeText(media.state.toLowerCase())})`;
}
