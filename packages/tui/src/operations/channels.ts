import { graphql, type ResultOf } from "./graphql.ts";

/** What the archiving of a channel is doing. */
const ChannelProgressFields = graphql(`
  fragment ChannelProgressFields on ChannelProgress {
    state
    stateReason
    waitingUntil
    coveredIds
    knownIds
    archivedMessages
    messagesPerSecond
    etaSeconds
    updatedAt
  }
`);

/** What a row of the channel list, and the strip below it, show. */
export const ChannelFields = graphql(
  `
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
    isFollowing
    followingTrouble
    coverage { topMessageId coveredIds missingIds isComplete }
    progress { ...ChannelProgressFields }
  }
`,
  [ChannelProgressFields],
);

/** All channels as they are, then each change. */
export const ChannelProgressSubscription = graphql(
  `
    subscription ChannelProgress {
      channelProgress {
        emittedAt
        channel { id }
        progress { ...ChannelProgressFields }
      }
    }
  `,
  [ChannelProgressFields],
);

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

export type ApiChannelProgress = ApiChannel["progress"];
export type ApiChannel = NonNullable<
  NonNullable<ResultOf<typeof ChannelsQuery>["channels"]["edges"]>[number]
>["node"];
