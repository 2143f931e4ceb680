import SchemaBuilder from "@pothos/core";
import ComplexityPlugin from "@pothos/plugin-complexity";
import ErrorsPlugin from "@pothos/plugin-errors";
import PrismaPlugin, { queryFromInfo } from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import type { TelekeepError } from "@telekeep/core";
import { InvalidInput } from "@telekeep/core";
import type PrismaTypes from "@telekeep/prisma/pothos";
import { getDatamodel } from "@telekeep/prisma/pothos";
import type { GraphQLResolveInfo } from "graphql";
import { getNamedType, isLeafType } from "graphql";

import { LIMITS } from "../config/limits.ts";
import type { Context } from "../context.ts";
import type { JobAction } from "../job-actions.ts";
import { decodeNodeId, encodeNodeId } from "../node-id.ts";
import type { Shapes } from "../shapes.ts";

/** Ids that `nodes` takes at once. */
const MAX_IDS = 100;

/** Scalars of the schema: what resolvers take and give. */
type Scalars = {
  ID: { Input: string; Output: string | bigint | number };
  BigInt: { Input: bigint; Output: bigint };
  DateTime: { Input: Date; Output: Date };
  JSON: { Input: unknown; Output: unknown };
  Sha256: { Input: string; Output: Uint8Array | string };
  UUID: { Input: string; Output: string };
  // Enums that several files name: by string, a scalar and an enum are the same to the builder.
  JobAction: { Input: JobAction; Output: JobAction };
  MediaKind: { Input: string; Output: string };
  ChannelKind: { Input: string; Output: string };
  ErrorCode: { Input: string; Output: string };
};

export interface SchemaTypes {
  Context: Context;
  PrismaTypes: PrismaTypes;
  Objects: Shapes;
  Interfaces: { Error: TelekeepError };
  Scalars: Scalars;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  DefaultFieldNullability: false;
}

/**
 * Where the schema is put together. Concepts name each other's types by string, so that no file of
 * the schema imports another; the plugins' settings are here alone.
 */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, RelayPlugin, PrismaPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    defaultTypes: [],
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName[0]!.toUpperCase()}${fieldName.slice(1)}Result`,
    },
  },
  relay: {
    encodeGlobalID: (typename, id) => encodeNodeId(typename, id),
    decodeGlobalID: decodeNodeId,
    nodeTypeOptions: { description: "Anything with an id of its own, to be had from `node`." },
    nodeQueryOptions: { description: "The object of an id, or null when there is none." },
    nodesQueryOptions: {
      description: "The objects of up to 100 ids, in their order; null where there is none.",
      complexity: ({ ids }: { ids?: unknown }) => ({
        field: 1,
        multiplier: Array.isArray(ids) ? ids.length : 1,
      }),
      resolve: (_root, { ids }, _context, _info, resolveNodes) => {
        if (ids.length > MAX_IDS)
          throw new InvalidInput(`Ask for at most ${MAX_IDS} ids at a time.`);
        return resolveNodes(ids);
      },
    },
    edgesFieldOptions: { nullable: false, complexity: { field: 0, multiplier: 1 } },
    nodeFieldOptions: { nullable: false },
    pageInfoFieldOptions: { complexity: 0 },
  },
  prisma: {
    client: (context) => context.db,
    dmmf: getDatamodel(),
    maxConnectionSize: LIMITS.maxPageSize,
    exposeDescriptions: false,
    filterConnectionTotalCount: false,
  },
  complexity: {
    // A document's cost is checked before its execution, for all transports: see http/document-cost.
    disabled: true,
    fieldComplexity: (_args, _context, field) => ({
      field: isLeafType(getNamedType(field.type)) ? 0 : 1,
      multiplier: 1,
    }),
  },
});

builder.queryType({ description: "What can be asked." });
builder.mutationType({
  description: "What can be done; each answers with its success or an error.",
});
builder.subscriptionType({ description: "What can be watched." });

/** The values of an enum whose names are the stored ones in capitals. */
export function storedEnum<Value extends string>(
  stored: readonly Value[],
): Record<Uppercase<Value>, { value: Value }> {
  const entries = stored.map((value) => [value.toUpperCase(), { value }]);
  return Object.fromEntries(entries) as Record<Uppercase<Value>, { value: Value }>;
}

/**
 * What a connection's query must read of each row: `select`, for the connection itself, and what
 * the fields asked of its nodes need. Nodes need not be asked for at all.
 */
export function rowsOf(
  context: Context,
  info: GraphQLResolveInfo,
  select: Readonly<Record<string, true>>,
): { select?: object; include?: object } {
  return queryFromInfo({ context, info, path: ["edges", "node"], select });
}

/** What a query must read of one row, from the fields asked of it. */
export function rowOf(
  context: Context,
  info: GraphQLResolveInfo,
): { select?: object; include?: object } {
  return queryFromInfo({ context, info });
}
