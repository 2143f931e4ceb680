import { graphql } from "./graphql.ts";
import { JobFields } from "./jobs.ts";

/** Starts an import. The same idempotency key gives the same job, however often it is sent. */
export const ImportMutation = graphql(
  `
    mutation ImportDesktopExport($input: ImportDesktopExportInput!) {
      importDesktopExport(input: $input) {
        __typename
        ... on ImportDesktopExportSuccess { job { ...JobFields } }
        ... on Error { message code }
        ... on ImportRejectedError { location }
        ... on InvalidInputError { fields { path message } }
      }
    }
  `,
  [JobFields],
);
