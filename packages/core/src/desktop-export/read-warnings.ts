import type { TimePrecision } from "../domain/message.ts";
import type { MediaFinder } from "./media-files.ts";
import type { ExportClock } from "./normalise-time.ts";

const TIMES: Partial<Record<TimePrecision, string>> = {
  zone_given: "had no UTC value and were read in the zone you named",
  zone_learnt:
    "had no UTC value and were read with the offset that other messages of the file prove",
  zone_standard:
    "are labelled with their zone's standard time only, so any of a summer may be an hour off; " +
    'name the zone of the exporting machine (--time-zone, such as "Europe/Kyiv") to read them exactly',
  zone_unknown:
    "name no zone and were read as if they were UTC; name the zone of the exporting machine " +
    "(--time-zone) and import again to correct them",
};

/** How the times were read that were not exact, a sentence for each way. */
export function* sentencesOnTimes(clock: ExportClock): Generator<string> {
  for (const [precision, count] of clock.inexact) {
    const words = TIMES[precision];
    if (words !== undefined) yield `The times of ${count} messages ${words}.`;
  }
}

/** Which paths were not followed, a sentence for each reason. */
export function* sentencesOnPaths(finder: MediaFinder): Generator<string> {
  for (const [refusal, count] of finder.refusals) {
    yield `${count} media files were not looked for, because their path ${refusal}.`;
  }
}
