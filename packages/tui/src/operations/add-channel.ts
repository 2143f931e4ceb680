import { graphql } from "./graphql.ts";
import { JobFields } from "./jobs.ts";

/** Finds a channel at Telegram and starts to fetch its history. */
export const AddChannelMutation = graphql(
  `
    mutation AddChannel($input: AddChannelInput!) {
      addChannel(input: $input) {
        __typename
        ... on AddChannelSuccess {
          channel { telegramId title username }
          job { ...JobFields }
          channels { telegramId title username }
          jobs { ...JobFields }
        }
        ... on Error { message code }
      }
    }
  `,
  [JobFields],
);
