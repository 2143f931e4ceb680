import type { ApiCoverage, ApiCoverageRange } from "../operations/coverage.ts";

/** What a part of a map is: by how much of it was examined, and whether anything was found. */
export type CellKind = "examined" | "mostly" | "partly" | "missing" | "empty";

/** What was examined of a channel, as the screen and the command line know it. */
export interface CoverageView {
  readonly top: number;
  readonly covered: number;
  readonly missing: number;
  readonly absent: number;
  readonly fraction: number;
  readonly cells: readonly {
    readonly from: number;
    readonly to: number;
    readonly kind: CellKind;
  }[];
  /** Ascending; the first ones, when there are very many. */
  readonly ranges: readonly ApiCoverageRange[];
  readonly hasMoreRanges: boolean;
}

export function toCoverageView(coverage: ApiCoverage): CoverageView {
  const { coveredIds, missingIds, absentIds, isComplete } = coverage;
  const known = coveredIds + missingIds;
  return {
    top: coverage.topMessageId ?? 0,
    ...{ covered: coveredIds, missing: missingIds, absent: absentIds },
    fraction: isComplete ? 1 : known === 0 ? 0 : coveredIds / known,
    cells: coverage.histogram.map(({ fromMessageId: from, toMessageId: to, ...counts }) => ({
      ...{ from, to, kind: kindOf(to - from + 1, counts) },
    })),
    ranges: coverage.ranges.edges.map(({ node }) => node),
    hasMoreRanges: coverage.ranges.pageInfo.hasNextPage,
  };
}

/** A part with one id missing is never drawn like a whole one. */
function kindOf(ids: number, counts: { coveredIds: number; absentIds: number }): CellKind {
  const { coveredIds, absentIds } = counts;
  if (coveredIds === 0) return "missing";
  if (coveredIds < ids) return coveredIds >= ids * 0.9 ? "mostly" : "partly";
  return absentIds === ids ? "empty" : "examined";
}

/** Ids of a range, both ends included. */
export function idsOf({ fromMessageId, toMessageId }: ApiCoverageRange): number {
  return toMessageId - fromMessageId + 1;
}
