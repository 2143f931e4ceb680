import { graphql, type ResultOf } from "./graphql.ts";

/** A job as lists, bars and reports show it. */
export const JobFields = graphql(`
  fragment JobFields on Job {
    id
    kind
    state
    createdAt
    startedAt
    finishedAt
    createdBy
    attempt
    priority
    title
    progress {
      phase
      fraction
      done
      total
      unit
      messages
      perSecond
      etaSeconds
      waitingReason
      waitingUntil
      updatedAt
    }
    failure { code message }
    availableActions
    result {
      __typename
      ... on ImportReport {
        channels
        messagesAdded
        messagesAlreadyPresent
        revisionsAdded
        filesRecorded
        quarantined
        quarantineReasons { reason count example }
        warnings
      }
      ... on BackfillReport {
        idsExamined
        absent
        messagesAdded
        messagesAlreadyPresent
        revisionsAdded
        filesRecorded
        quarantined
        quarantineReasons { reason count example }
        requests
        waits
        waitedSeconds
        warnings
      }
    }
  }
`);

/** Jobs, newest first; all of them when no states are named. */
export const JobsQuery = graphql(
  `
    query Jobs($first: Int!, $after: String, $states: [JobState!]) {
      jobs(first: $first, after: $after, states: $states) {
        edges { cursor node { ...JobFields } }
        pageInfo { hasNextPage endCursor }
        totalCount { value relation }
      }
    }
  `,
  [JobFields],
);

/** One job by its id. */
export const JobQuery = graphql(
  `
    query Job($id: ID!) {
      job(id: $id) { ...JobFields }
    }
  `,
  [JobFields],
);

/** The state now, then conflated changes, until the job is over. */
export const JobProgressSubscription = graphql(
  `
    subscription JobProgress($id: ID!) {
      jobProgress(id: $id) {
        isFinal
        job { ...JobFields }
      }
    }
  `,
  [JobFields],
);

export type ApiJob = NonNullable<ResultOf<typeof JobQuery>["job"]>;
export type ApiJobState = ApiJob["state"];
