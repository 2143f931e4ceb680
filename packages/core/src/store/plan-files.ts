import type { MessageId } from "../domain/ids.ts";
import type { MediaFile } from "../domain/media.ts";
import type { Candidate, PagePlan } from "./plan-page.ts";

/** A file of a message's current version. */
export interface FileRow {
  readonly id: MessageId;
  readonly file: MediaFile;
  /** False: record it only where none is known. */
  readonly mayReplace: boolean;
}

/**
 * The files that a page shows, one a message and position. Candidates that were not judged are
 * archived as they were seen, so their files describe the current version.
 */
export function planFiles(
  candidates: readonly Candidate[],
  judged: readonly Candidate[],
  { withFiles }: Pick<PagePlan, "withFiles">,
): FileRow[] {
  const isJudged = new Set(judged);
  const verdicts = new Map(withFiles.map((each) => [each.candidate, each.mayReplace]));
  const files = new Map<string, FileRow>();
  for (const candidate of candidates) {
    const { id, mediaFiles } = candidate.message;
    if (mediaFiles.length === 0) continue;
    const mayReplace = isJudged.has(candidate) ? verdicts.get(candidate) : true;
    if (mayReplace === undefined) continue;
    for (const file of mediaFiles) {
      const key = `${id}:${file.position}`;
      if (mayReplace || !files.has(key)) files.set(key, { id, file, mayReplace });
    }
  }
  return [...files.values()];
}
