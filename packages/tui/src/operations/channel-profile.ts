import { graphql, type ResultOf } from "./graphql.ts";

/** What is known of one channel, and what was seen of it before. */
export const ChannelProfileQuery = graphql(`
  query ChannelProfile($id: ID!) {
    node(id: $id) {
      ... on Channel {
        telegramId
        kind
        title
        username
        about
        isPrivate
        isVerified
        isProtected
        isForum
        earlier { title telegramId stats { messageCount { value } } }
        later { title telegramId }
        linked { title telegramId }
        profileRevisions(first: 50) {
          edges { node { observedAt title username about photoId } }
        }
      }
    }
  }
`);

export type ApiChannelProfile = Extract<
  ResultOf<typeof ChannelProfileQuery>["node"],
  { readonly title: string }
>;
