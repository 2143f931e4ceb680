import { graphql } from "./graphql.ts";

/** The accounts that channels are fetched with. */
export const AccountsQuery = graphql(`
  query Accounts {
    accounts {
      telegramUserId
      label
      phoneMasked
      state
      stateReason
      lastUsedAt
    }
  }
`);
