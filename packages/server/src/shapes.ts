import type { Account } from "@telekeep/core";
import type { Prisma } from "@telekeep/prisma/client";

import type { BackfillShape, ReportShape } from "./decode/job.ts";
import type { MediaShape } from "./decode/media.ts";
import type { EntityShape } from "./decode/text-entities.ts";

/** A number of things, and how sure it is. */
export interface CountShape {
  readonly value: number;
  readonly relation: "EXACT" | "AT_LEAST" | "ESTIMATE";
}

/** One version of a message, current or not. */
export interface RevisionShape {
  readonly channelId: bigint;
  readonly messageId: number;
  /** 1 for the oldest known version. */
  readonly number: number;
  readonly isCurrent: boolean;
  readonly contentHash: string;
  readonly observedAt: Date;
  readonly telegramEditedAt: Date | null;
  readonly source: string;
  readonly rawSource: string;
  readonly text: string;
  readonly entities: unknown;
  readonly media: unknown;
}

/** One page of search results as the core found it, with its messages loaded. */
export interface SearchHitShape {
  readonly cursor: string;
  readonly node: Prisma.MessageModel;
  readonly score: number | null;
  /** Where a text has what was looked for. */
  readonly highlight: (text: string) => { readonly offset: number; readonly length: number }[];
}

/** What a channel's archiving is doing; the names are those of the API. */
export type ChannelStateName =
  | "QUEUED"
  | "RUNNING"
  | "WAITING"
  | "PAUSED"
  | "FAILED"
  | "COMPLETE"
  | "IDLE";

/** How far a channel is, from committed facts alone. */
export interface ChannelProgressShape {
  readonly channelId: bigint;
  readonly state: ChannelStateName;
  /** Why it waits or has failed, in one sentence. */
  readonly stateReason: string | null;
  readonly waitingUntil: Date | null;
  readonly coveredIds: number;
  readonly knownIds: number;
  readonly archivedMessages: number;
  /** The job that fetches it, whatever its state; null when there is none. */
  readonly jobId: string | null;
  readonly updatedAt: Date;
}

/** The columns of a job that the API shows. */
export type JobShape = Omit<
  Prisma.JobModel,
  "heartbeatAt" | "idempotencyKey" | "inputHash" | "interruptions"
>;

/**
 * The values behind the object types that files of the schema name by string. A Message, Channel
 * or Job holds the columns that its query asked for; fields say in `select` what they need.
 */
export interface Shapes {
  Account: Account;
  Channel: Prisma.ChannelModel;
  Message: Prisma.MessageModel;
  MessageRevision: RevisionShape;
  Job: JobShape;
  JobResult: ReportShape | BackfillShape;
  StartIngestionSuccess: { readonly jobId: string; readonly isAlreadyRunning: boolean };
  Count: CountShape;
  Media: MediaShape;
  ReactionCount: { readonly reaction: string; readonly count: number };
  TextEntity: EntityShape;
  Coverage: { readonly channelId: bigint };
  CoverageWarning: { readonly channelId: bigint; readonly missingIds: number };
}
