import { graphql, type ResultOf } from "./graphql.ts";

/** A page of hits, with what the list and the preview below it show. */
export const SearchQuery = graphql(`
  query Search(
    $query: TextQuery
    $filter: MessageFilter
    $orderBy: MessageOrder
    $first: Int!
    $after: String
  ) {
    searchMessages(
      query: $query
      filter: $filter
      orderBy: $orderBy
      first: $first
      after: $after
    ) {
      edges {
        cursor
        score
        highlights { offset length }
        node {
          id
          messageId
          channel { id title username telegramId }
          permalink
          author { displayName signature telegramId }
          postedAt
          postedAtPrecision
          postedAtRaw
          editedAt
          text
          kind
          serviceAction
          revisionCount
          viewCount
          forwardOrigin { title }
          replyToMessageId
          media { kind state fileName width height data }
          deletion { observedAt }
        }
      }
      pageInfo { hasNextPage endCursor }
      totalCount { value relation }
      tookMilliseconds
      pendingMessages
      coverageWarnings { missingIds channel { id title } }
    }
  }
`);

export type ApiSearch = ResultOf<typeof SearchQuery>["searchMessages"];
export type ApiSearchEdge = NonNullable<NonNullable<ApiSearch["edges"]>[number]>;
