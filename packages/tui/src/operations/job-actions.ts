import { graphql } from "./graphql.ts";
import { JobFields } from "./jobs.ts";

/** Asks a job to stop; what it has archived stays. */
export const CancelJobMutation = graphql(
  `
    mutation CancelJob($input: JobActionInput!) {
      cancelJob(input: $input) {
        __typename
        ... on JobActionSuccess { job { ...JobFields } }
        ... on Error { message code }
      }
    }
  `,
  [JobFields],
);

/** Asks a job to rest until it is resumed. */
export const PauseJobMutation = graphql(
  `
    mutation PauseJob($input: JobActionInput!) {
      pauseJob(input: $input) {
        __typename
        ... on JobActionSuccess { job { ...JobFields } }
        ... on Error { message code }
      }
    }
  `,
  [JobFields],
);

/** Lets a paused job go on. */
export const ResumeJobMutation = graphql(
  `
    mutation ResumeJob($input: JobActionInput!) {
      resumeJob(input: $input) {
        __typename
        ... on JobActionSuccess { job { ...JobFields } }
        ... on Error { message code }
      }
    }
  `,
  [JobFields],
);

/** Queues a failed or canceled job again. */
export const RetryJobMutation = graphql(
  `
    mutation RetryJob($input: JobActionInput!) {
      retryJob(input: $input) {
        __typename
        ... on JobActionSuccess { job { ...JobFields } }
        ... on Error { message code }
      }
    }
  `,
  [JobFields],
);

/** Says how urgent a job is among the queued ones. */
export const SetJobPriorityMutation = graphql(
  `
    mutation SetJobPriority($input: SetJobPriorityInput!) {
      setJobPriority(input: $input) {
        __typename
        ... on JobActionSuccess { job { ...JobFields } }
        ... on Error { message code }
      }
    }
  `,
  [JobFields],
);
