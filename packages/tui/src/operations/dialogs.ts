import { graphql, type ResultOf } from "./graphql.ts";

/** One page of the chats of an account, in Telegram's order. */
export const DialogsQuery = graphql(`
  query Dialogs($account: BigInt, $first: Int!, $after: String) {
    dialogs(telegramUserId: $account, first: $first, after: $after) {
      edges { node { telegramId kind title username isPutAway channel { id } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export type ApiDialog = NonNullable<
  NonNullable<ResultOf<typeof DialogsQuery>["dialogs"]["edges"]>[number]
>["node"];
