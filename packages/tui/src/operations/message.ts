import { graphql, type ResultOf } from "./graphql.ts";

/** Everything the message screen shows; the newest fifty versions. */
export const MessageQuery = graphql(`
  query Message($id: ID!) {
    message(by: { id: $id }) {
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
      viewCount
      forwardCount
      reactions { reaction count }
      replyToMessageId
      replyTo { id messageId text }
      forwardOrigin { title telegramId messageId postedAt }
      media {
        kind
        state
        mimeType
        sizeBytes
        width
        height
        durationSeconds
        fileName
        originalFileName
        sha256
        data
      }
      deletion { observedAt }
      revisionCount
      revisions(last: 50) {
        edges {
          node {
            id
            number
            observedAt
            telegramEditedAt
            source
            rawSource
            text
            contentHash
            isCurrent
            media { kind fileName }
            diff { op text }
          }
        }
      }
      firstArchivedAt
      lastCheckedAt
      raw
    }
  }
`);

export type ApiMessage = NonNullable<ResultOf<typeof MessageQuery>["message"]>;
