import { diffWordsWithSpace } from "diff";

/** A run of text that both versions have, or one of them. */
export interface DiffHunk {
  readonly op: "EQUAL" | "INSERT" | "DELETE";
  readonly text: string;
}

/** Edits beyond which two texts are shown as replaced whole: the work grows with their square. */
const MAX_EDITS = 2_000;

/** What changed between two texts, by words, in the order of reading. */
export function wordDiff(before: string, after: string): DiffHunk[] {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS });
  if (!changes) {
    return [
      { op: "DELETE", text: before },
      { op: "INSERT", text: after },
    ];
  }
  return changes.map(({ added, removed, value }) => ({
    op: added ? "INSERT" : removed ? "DELETE" : "EQUAL",
    text: value,
  }));
}
