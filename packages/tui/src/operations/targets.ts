import { graphql } from "./graphql.ts";

/** The channels as a file for another archive. */
export const ExportTargetsQuery = graphql(`
  query ExportTargets($format: TargetsFormat!, $withAccess: Boolean!) {
    exportTargets(format: $format, withAccess: $withAccess)
  }
`);

/** Makes the channels of a file known. */
export const ImportTargetsMutation = graphql(`
  mutation ImportTargets($path: String!) {
    importTargets(input: { path: $path }) {
      __typename
      ... on ImportTargetsSuccess { channelsAdded channelsKnown accessAdded accessSkipped }
      ... on Error { message code }
    }
  }
`);
