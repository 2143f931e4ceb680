import type { Prisma } from "@telekeep/prisma/client";

import type { ProgressShape } from "../decode/job.ts";
import {
  channelOfInput,
  decodeBackfill,
  decodeProgress,
  decodeReport,
  titleOfInput,
} from "../decode/job.ts";
import { actionsFor } from "../job-actions.ts";
import { channelName } from "../loading/channel-names.ts";
import { JOB_LIST, jobPage, jobsInStates } from "../loading/jobs.ts";
import { jobKey, keyOfType } from "../node-id.ts";
import { connectionOf } from "../paging/connection.ts";
import { encodeCursor } from "../paging/cursor.ts";
import { pageCost, pageRequest } from "../paging/page-request.ts";
import type { JobRate } from "../subscriptions/job-rate.ts";
import { builder, rowsOf, storedEnum } from "./builder.ts";

const JobKind = builder.enumType("JobKind", { values: storedEnum(["import", "backfill"]) });

const JobState = builder.enumType("JobState", {
  description: "Where a job is in its life. The last three are final.",
  values: {
    QUEUED: { value: "queued" },
    RUNNING: { value: "running" },
    PAUSING: { value: "pausing", description: "What is in flight is finished first." },
    PAUSED: { value: "paused" },
    CANCELING: { value: "canceling", description: "What is in flight is finished first." },
    CANCELED: { value: "canceled" },
    SUCCEEDED: { value: "succeeded" },
    FAILED: { value: "failed" },
  } as const,
});

builder.enumType("JobAction", { values: ["PAUSE", "RESUME", "CANCEL", "RETRY"] as const });

const JobPhase = builder.enumType("JobPhase", {
  values: ["WAITING", "READING", "FETCHING", "INDEXING", "DONE"] as const,
});

const JobProgress = builder
  .objectRef<ProgressShape & { readonly rate: JobRate }>("JobProgress")
  .implement({
    description: "What a job has done, from committed facts alone.",
    fields: (t) => ({
      phase: t.expose("phase", { type: JobPhase }),
      fraction: t.float({
        nullable: true,
        description: "0 to 1; null while the total is unknown.",
        resolve: ({ done, total, phase }) => {
          if (phase === "DONE") return 1;
          return total === null || total === 0n ? null : Math.min(Number(done) / Number(total), 1);
        },
      }),
      done: t.expose("done", { type: "BigInt", description: "In `unit`." }),
      total: t.expose("total", { type: "BigInt", nullable: true, description: "In `unit`." }),
      unit: t.exposeString("unit", { description: "bytes, messages, or ids of messages." }),
      messages: t.exposeInt("messages", { description: "Messages committed so far." }),
      perSecond: t.float({
        nullable: true,
        description: "Messages a second, over the last ten; null when nothing moves.",
        resolve: ({ rate }) => rate.messagesPerSecond,
      }),
      waitingReason: t.exposeString("reason", {
        nullable: true,
        description: "Why a job that is being worked on waits, in one sentence.",
      }),
      waitingUntil: t.expose("until", { type: "DateTime", nullable: true }),
      etaSeconds: t.int({ nullable: true, resolve: ({ rate }) => rate.etaSeconds }),
      updatedAt: t.expose("updatedAt", { type: "DateTime" }),
    }),
  });

const JobFailure = builder.objectRef<{ code: string; message: string }>("JobFailure").implement({
  fields: (t) => ({
    code: t.exposeString("code"),
    message: t.exposeString("message", { description: "One sentence, for people." }),
  }),
});

builder.prismaNode("Job", {
  description: "A long-running operation. Poll it or watch `jobProgress`.",
  id: { resolve: (job) => job.id },
  findUnique: (key: string) => ({ id: jobKey(key) }),
  nullable: true,
  select: { id: true },
  fields: (t) => ({
    kind: t.expose("kind", { type: JobKind }),
    state: t.expose("state", { type: JobState }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    startedAt: t.expose("startedAt", { type: "DateTime", nullable: true }),
    finishedAt: t.expose("finishedAt", { type: "DateTime", nullable: true }),
    createdBy: t.exposeString("createdBy"),
    priority: t.exposeInt("priority", {
      description: "Of queued jobs, the greatest number starts first.",
    }),
    attempt: t.exposeInt("attempt", { description: "How often it was started." }),
    title: t.string({
      description: "The names of what it works on: of exports, or of a channel. Untrusted.",
      select: { kind: true, input: true },
      resolve: ({ kind, input }, _args, context) => {
        const channelId = kind === "import" ? null : channelOfInput(input);
        return channelId === null ? titleOfInput(input) : channelName(context, channelId);
      },
    }),
    progress: t.field({
      type: JobProgress,
      select: {
        state: true,
        progress: true,
        createdAt: true,
        startedAt: true,
        finishedAt: true,
      },
      resolve: (job, _args, { jobs }) => ({ ...decodeProgress(job), rate: jobs.rateOf(job.id) }),
    }),
    failure: t.field({
      type: JobFailure,
      nullable: true,
      select: { failure: true },
      resolve: ({ failure }) => failure as { code: string; message: string } | null,
    }),
    availableActions: t.field({
      type: ["JobAction"],
      select: { state: true },
      resolve: ({ state }) => actionsFor(state),
    }),
    result: t.field({
      type: "JobResult",
      nullable: true,
      description: "What came of it, once it has succeeded.",
      select: { kind: true, result: true },
      resolve: ({ kind, result }) =>
        kind === "import" ? decodeReport(result) : decodeBackfill(result),
    }),
  }),
});

builder.queryFields((t) => ({
  job: t.prismaField({
    type: "Job",
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) =>
      db.job.findUnique({ ...query, where: { id: jobKey(keyOfType(id, "Job")) } }),
  }),
  jobs: t.connection(
    {
      type: "Job",
      description: "All jobs, the newest first.",
      args: { states: t.arg({ type: [JobState] }) },
      complexity: pageCost,
      resolve: async (_root, args, context, info) => {
        const page = pageRequest(args);
        const where: Prisma.JobWhereInput = jobsInStates(args.states);
        const rows = await jobPage(
          context,
          where,
          page,
          rowsOf(context, info, { id: true, createdAt: true }),
        );
        const connection = connectionOf(rows, page, ({ createdAt, id }) =>
          encodeCursor(JOB_LIST, [createdAt.getTime(), id]),
        );
        return { ...connection, where };
      },
    },
    {
      fields: (connection) => ({
        totalCount: connection.field({
          type: "Count",
          complexity: 0,
          resolve: async ({ where }, _args, { db }) => ({
            value: await db.job.count({ where }),
            relation: "EXACT" as const,
          }),
        }),
      }),
    },
  ),
}));
