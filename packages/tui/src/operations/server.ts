import { graphql } from "./graphql.ts";
import { JobFields } from "./jobs.ts";

/** What the server says of itself. */
export const ServerQuery = graphql(`
  query Server {
    server {
      version
      startedAt
      databaseKind
      health { isHealthy databaseLatencyMilliseconds diskFreeBytes }
      search { pendingMessages }
    }
    viewer { name scopes }
  }
`);

/** The dashboard's heartbeat: cheap, and enough to notice what other clients started. */
export const OverviewQuery = graphql(
  `
    query Overview {
      server {
        version
        databaseKind
        health { isHealthy }
        search { pendingMessages }
      }
      jobs(first: 20, states: [QUEUED, RUNNING, PAUSING, CANCELING]) {
        edges { node { ...JobFields } }
      }
      channels(first: 1) { totalCount { value relation } }
    }
  `,
  [JobFields],
);
