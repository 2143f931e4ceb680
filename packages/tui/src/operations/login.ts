import { graphql } from "./graphql.ts";

/** What a sign-in waits for, and what it came to. */
export const LoginFlowFields = graphql(`
  fragment LoginFlowFields on LoginFlow {
    id
    step
    codeDelivery
    passwordHint
    account { telegramUserId label }
  }
`);

export const StartLoginMutation = graphql(
  `
    mutation StartLogin($input: StartLoginInput!) {
      startLogin(input: $input) {
        __typename
        ... on LoginStepSuccess { flow { ...LoginFlowFields } }
        ... on Error { message code }
      }
    }
  `,
  [LoginFlowFields],
);

export const SubmitLoginCodeMutation = graphql(
  `
    mutation SubmitLoginCode($input: SubmitLoginCodeInput!) {
      submitLoginCode(input: $input) {
        __typename
        ... on LoginStepSuccess { flow { ...LoginFlowFields } }
        ... on Error { message code }
        ... on LoginError { reason }
      }
    }
  `,
  [LoginFlowFields],
);

export const SubmitLoginPasswordMutation = graphql(
  `
    mutation SubmitLoginPassword($input: SubmitLoginPasswordInput!) {
      submitLoginPassword(input: $input) {
        __typename
        ... on LoginStepSuccess { flow { ...LoginFlowFields } }
        ... on Error { message code }
        ... on LoginError { reason }
      }
    }
  `,
  [LoginFlowFields],
);

export const CancelLoginMutation = graphql(`
  mutation CancelLogin($input: CancelLoginInput!) {
    cancelLogin(input: $input)
  }
`);
