import type { Archive } from "@telekeep/core";
import type { PrismaClient } from "@telekeep/prisma/client";

import type { Limits } from "./config/limits.ts";
import type { LoginFlows } from "./login-flows.ts";
import type { ChannelFeed } from "./subscriptions/channel-feed.ts";
import type { FloodFeed } from "./subscriptions/flood-feed.ts";
import type { JobFeed } from "./subscriptions/job-feed.ts";

/** What a token may do; one token has them all until tokens can be made. */
export type TokenScope = "READ" | "RAW" | "CONTROL" | "EXPORT" | "LOGIN" | "ADMIN";

/** Who is calling. */
export interface Viewer {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
}

/** What does not change while the server runs. */
export interface ServerFacts {
  readonly version: string;
  readonly startedAt: Date;
  readonly dataDir: string;
  readonly databaseKind: "embedded" | "external";
  readonly limits: Limits;
  /** Folders that imports are confined to; null for any. */
  readonly importRoots: readonly string[] | null;
}

/** What every resolver can reach, made anew for each operation. */
export interface Context {
  /** For reads alone. */
  readonly db: PrismaClient;
  readonly archive: ArchiveDoor;
  readonly jobs: JobFeed;
  readonly channels: ChannelFeed;
  readonly floods: FloodFeed;
  /** Null when nothing was told of Telegram. */
  readonly logins: LoginFlows | null;
  readonly server: ServerFacts;
  readonly viewer: Viewer;
}

/** What the schema asks of the core. */
export type ArchiveDoor = Pick<
  Archive,
  | "cancelJob"
  | "getJob"
  | "importExports"
  | "onCommit"
  | "onFlood"
  | "onJobChange"
  | "pauseJob"
  | "pendingSearchMessages"
  | "resumeJob"
  | "retryJob"
  | "searchMessages"
  | "setJobPriority"
  | "startBackfill"
  | "targets"
  | "telegram"
>;
