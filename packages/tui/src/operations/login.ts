import { graphql } from "./graphql.ts";

/** What a sign-in waits for, and what it came to. */
export const LoginFlowFields = graphql(`
  fragment LoginFlowFields on LoginFlow {
    id
    step
    expiresAt
    codeDelivery
    canResendAt
    passwordHint
    qr { loginUrl expiresAt }
    account { telegramUserId label }
    failure { code message }
  }
`);

export const StartLoginMutation = graphql(
  `
    mutation StartLogin($input: StartLoginInput!) {
      startLogin(input: $input) {
        __typename
        ... on LoginStepSuccess { flow { ...LoginFlowFields } }
        ... on Error { message code }
        ... on InvalidStateError { currentState }
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

export const ResendLoginCodeMutation = graphql(
  `
    mutation ResendLoginCode($input: ResendLoginCodeInput!) {
      resendLoginCode(input: $input) {
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

export const LoginProgressSubscription = graphql(
  `
    subscription LoginProgress($id: ID!) {
      loginProgress(id: $id) { ...LoginFlowFields }
    }
  `,
  [LoginFlowFields],
);

export const SetTelegramCredentialsMutation = graphql(`
  mutation SetTelegramCredentials($input: SetTelegramCredentialsInput!) {
    setTelegramCredentials(input: $input) {
      __typename
      ... on Error { message code }
    }
  }
`);
