import { graphql, type ResultOf } from "./graphql.ts";

/** What a row of the channel list, and the strip below it, show. */
export const ChannelFields = graphql(`
  fragment ChannelFields on Channel {
    id
    telegramId
    kind
    title
    username
    isPrivate
    addedAt
    stats {
      messageCount { value relation }
      revisionCount
      quarantinedCount
      oldestMessageAt
      newestMessageAt
      lastArchivedAt
    }
    coverage { topMessageId coveredIds missingIds isComplete }
  }
`);

/** One page of the channels, by title. */
export const ChannelsQuery = graphql(
  `
    query Channels($first: Int!, $after: String) {
      channels(first: $first, after: $after) {
        edges { cursor node { ...ChannelFields } }
        pageInfo { hasNextPage endCursor }
        totalCount { value relation }
      }
    }
  `,
  [ChannelFields],
);

export type ApiChannel = NonNullable<
  NonNullable<ResultOf<typeof ChannelsQuery>["channels"]["edges"]>[number]
>["node"];
