import { type SafeText, safeText, text } from "../format/safe-text.ts";
import type { ApiSearchEdge } from "../operations/search.ts";

type Media = ApiSearchEdge["node"]["media"][number];

/** Where the bytes are. Files are not copied: the archive knows their place and their hash. */
const STATES: Record<Media["state"], SafeText> = {
  STORED: text`beside the export`,
  NOT_REQUESTED: text`not exported`,
  SKIPPED: text`left out by the exporter (too large)`,
  UNAVAILABLE: text`not in this export`,
};
/** Kinds that are data alone: there is no file that could be anywhere. */
const WITHOUT_FILE: ReadonlySet<Media["kind"]> = new Set<Media["kind"]>([
  "POLL",
  "LOCATION",
  "CONTACT",
  "WEB_PAGE",
  "GAME",
  "INVOICE",
  "GIVEAWAY",
]);

/** photo 1280×960 (beside the export) */
export function mediaWord(media: Pick<Media, "kind" | "state" | "width" | "height">): SafeText {
  const kind = safeText(media.kind.toLowerCase().replaceAll("_", " "));
  const size =
    media.width !== null && media.height !== null ? text` ${media.width}×${media.height}` : text``;
  if (WITHOUT_FILE.has(media.kind) && media.state === "STORED") return text`${kind}${size}`;
  return text`${kind}${size} (${STATES[media.state] ?? safeText(media.state.toLowerCase())})`;
}
