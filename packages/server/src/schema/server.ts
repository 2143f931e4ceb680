import { statfs } from "node:fs/promises";

import type { ServerFacts } from "../context.ts";
import { builder } from "./builder.ts";

const DatabaseKind = builder.enumType("DatabaseKind", {
  description: "Whether the server runs PostgreSQL itself or was given one.",
  values: { EMBEDDED: { value: "embedded" }, EXTERNAL: { value: "external" } } as const,
});

const TokenScope = builder.enumType("TokenScope", {
  description: "What a token may do.",
  values: ["READ", "RAW", "CONTROL", "EXPORT", "LOGIN", "ADMIN"] as const,
});

const Health = builder
  .objectRef<{ latency: number | null; diskFree: bigint | null }>("Health")
  .implement({
    fields: (t) => ({
      isHealthy: t.boolean({ resolve: ({ latency }) => latency !== null }),
      databaseLatencyMilliseconds: t.float({
        nullable: true,
        description: "Of one small query; null when the database does not answer.",
        resolve: ({ latency }) => latency,
      }),
      diskFreeBytes: t.field({
        type: "BigInt",
        nullable: true,
        description: "Free space for the data folder.",
        resolve: ({ diskFree }) => diskFree,
      }),
    }),
  });

const Limits = builder.objectRef<ServerFacts["limits"]>("Limits").implement({
  description: "What one caller may ask for; a document beyond it is refused before it runs.",
  fields: (t) => ({
    maxPageSize: t.exposeInt("maxPageSize"),
    maxDepth: t.exposeInt("maxDepth"),
    maxCost: t.exposeInt("maxCost", { description: "Objects: the product of the page sizes." }),
    maxTokens: t.exposeInt("maxTokens"),
    maxAliases: t.exposeInt("maxAliases"),
    maxRootFields: t.exposeInt("maxRootFields"),
    maxDirectives: t.exposeInt("maxDirectives"),
    maxBodyBytes: t.exposeInt("maxBodyBytes"),
    requestTimeoutMilliseconds: t.exposeInt("requestTimeoutMilliseconds"),
    maxSubscriptionsPerConnection: t.exposeInt("maxSubscriptionsPerConnection"),
  }),
});

const SearchIndexState = builder.objectRef<object>("SearchIndexState").implement({
  fields: (t) => ({
    pendingMessages: t.int({
      description: "Archived and not searchable yet.",
      resolve: (_state, _args, { archive }) => archive.pendingSearchMessages(),
    }),
  }),
});

const Server = builder.objectRef<ServerFacts>("Server").implement({
  fields: (t) => ({
    version: t.exposeString("version"),
    startedAt: t.expose("startedAt", { type: "DateTime" }),
    health: t.field({
      type: Health,
      resolve: async ({ dataDir }, _args, { db }) => {
        const started = performance.now();
        const [latency, diskFree] = await Promise.all([
          db.$queryRaw`SELECT 1`.then(
            () => performance.now() - started,
            () => null,
          ),
          statfs(dataDir, { bigint: true }).then(
            ({ bavail, bsize }) => bavail * bsize,
            () => null,
          ),
        ]);
        return { latency, diskFree };
      },
    }),
    limits: t.expose("limits", { type: Limits }),
    search: t.field({ type: SearchIndexState, resolve: () => ({}) }),
    databaseKind: t.expose("databaseKind", { type: DatabaseKind }),
  }),
});

const Viewer = builder
  .objectRef<{
    name: string;
    scopes: readonly ("READ" | "RAW" | "CONTROL" | "EXPORT" | "LOGIN" | "ADMIN")[];
  }>("Viewer")
  .implement({
    description: "Who is calling.",
    fields: (t) => ({
      name: t.exposeString("name"),
      scopes: t.field({ type: [TokenScope], resolve: ({ scopes }) => [...scopes] }),
    }),
  });

builder.queryFields((t) => ({
  viewer: t.field({ type: Viewer, resolve: (_root, _args, { viewer }) => viewer }),
  server: t.field({ type: Server, resolve: (_root, _args, { server }) => server }),
}));
