import { graphql, type ResultOf } from "./graphql.ts";

/** What was examined of a channel: its sums, a map, and one page of ranges. */
export const CoverageQuery = graphql(`
  query Coverage($id: ID!, $buckets: Int!, $first: Int!, $after: String) {
    node(id: $id) {
      __typename
      ... on Channel {
        id
        coverage {
          topMessageId
          coveredIds
          missingIds
          absentIds
          isComplete
          histogram(buckets: $buckets) { fromMessageId toMessageId coveredIds absentIds }
          ranges(first: $first, after: $after) {
            edges { cursor node { fromMessageId toMessageId state presentCount absentCount } }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }
`);

type Found = Extract<NonNullable<ResultOf<typeof CoverageQuery>["node"]>, { coverage: unknown }>;
export type ApiCoverage = Found["coverage"];
export type ApiCoverageRange = ApiCoverage["ranges"]["edges"][number]["node"];
