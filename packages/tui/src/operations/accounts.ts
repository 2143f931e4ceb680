import type { ResultOf } from "./graphql.ts";
import { graphql } from "./graphql.ts";

/** An account that channels are fetched with. */
export const AccountFields = graphql(`
  fragment AccountFields on Account {
    telegramUserId
    label
    phoneMasked
    state
    stateReason
    dc
    proxy
    lastUsedAt
    floodWaits { until }
  }
`);

export type ApiAccount = ResultOf<typeof AccountFields>;

export const AccountsQuery = graphql(
  `
    query Accounts {
      accounts { ...AccountFields }
    }
  `,
  [AccountFields],
);

export const LogOutAccountMutation = graphql(
  `
    mutation LogOutAccount($input: LogOutAccountInput!) {
      logOutAccount(input: $input) {
        __typename
        ... on LogOutAccountSuccess { isRevoked account { ...AccountFields } }
        ... on Error { message code }
      }
    }
  `,
  [AccountFields],
);

export const SetAccountProxyMutation = graphql(
  `
    mutation SetAccountProxy($input: SetAccountProxyInput!) {
      setAccountProxy(input: $input) {
        __typename
        ... on SetAccountProxySuccess { account { ...AccountFields } }
        ... on Error { message code }
      }
    }
  `,
  [AccountFields],
);

export const CheckAccountMutation = graphql(`
  mutation CheckAccount($input: CheckAccountInput!) {
    checkAccount(input: $input) {
      __typename
      ... on CheckAccountSuccess { dialMilliseconds handshakeMilliseconds clockAheadSeconds }
      ... on Error { message code }
    }
  }
`);
