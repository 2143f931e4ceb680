import type { Client } from "../client/client.ts";
import { RequestFailed } from "../client/failures.ts";
import { graphql, type ResultOf, type VariablesOf } from "./graphql.ts";

/** Has a channel followed, or not any more. */
export const SetChannelFollowingMutation = graphql(`
  mutation SetChannelFollowing($input: SetChannelFollowingInput!) {
    setChannelFollowing(input: $input) {
      __typename
      ... on SetChannelFollowingSuccess {
        channel { id title username isFollowing followingSince followingTrouble }
      }
      ... on Error { message code }
    }
  }
`);

/** Messages of a channel as they are archived, from a cursor on or from now. */
export const MessageArchivedSubscription = graphql(`
  subscription MessageArchived($channelIds: [ID!], $after: String) {
    messageArchived(channelIds: $channelIds, after: $after) {
      cursor
      archivedAt
      channel { id title username }
      messages {
        id
        messageId
        postedAt
        editedAt
        text
        revisionCount
        author { displayName }
        serviceAction
      }
    }
  }
`);

type Input = VariablesOf<typeof SetChannelFollowingMutation>["input"];
type Result = ResultOf<typeof SetChannelFollowingMutation>["setChannelFollowing"];

/** A channel that is followed now, or not any more. */
export type FollowingChannel = Extract<
  Result,
  { __typename: "SetChannelFollowingSuccess" }
>["channel"];

export type ArchivedMessage = ResultOf<
  typeof MessageArchivedSubscription
>["messageArchived"]["messages"][number];

/** @throws RequestFailed when the server refuses, with its reason */
export async function setChannelFollowing(
  client: Client,
  input: Input,
  signal?: AbortSignal,
): Promise<FollowingChannel> {
  const { setChannelFollowing: result } = await client.request(
    SetChannelFollowingMutation,
    { input },
    { signal },
  );
  if (result.__typename === "SetChannelFollowingSuccess") return result.channel;
  throw new RequestFailed(result.code, result.message);
}
