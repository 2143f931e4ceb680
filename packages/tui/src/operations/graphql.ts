import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./graphql-env.d.ts";

/**
 * Writes an operation whose variables and result are typed from schema.graphql. The types come
 * from graphql-env.d.ts, which `pnpm --filter @telekeep/tui schema:types` generates.
 */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: {
    /** RFC 3339, UTC. */
    DateTime: string;
    /** Decimal digits: 64 bits do not fit a number. */
    BigInt: string;
    /** 64 lower-case hex digits. */
    Sha256: string;
    JSON: unknown;
    UUID: string;
  };
}>();

export type { ResultOf, VariablesOf } from "gql.tada";
