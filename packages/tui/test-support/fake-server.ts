import { readFileSync } from "node:fs";
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  parse,
  subscribe,
} from "graphql";
import type { Client, RequestOptions } from "../src/client/client.ts";
import { type ClientFailure, ServerUnreachable } from "../src/client/failures.ts";
import { dataOf, textOf } from "../src/client/request.ts";
import type { Socket } from "../src/client/socket.ts";
import {
  BACKFILL_REPORT,
  channelType,
  jobType,
  LAST_PAGE,
  messageType,
  type SampleChannel,
  type SampleJob,
  type SampleMessage,
} from "./sample-data.ts";
import { addTo, dialogType, type SampleDialog } from "./sample-dialogs.ts";

const SDL = readFileSync(new URL("../../../schema.graphql", import.meta.url), "utf8");

/** A server in this process: the real schema, executed over a handful of values. */
export interface FakeServer {
  readonly client: Client;
  readonly channels: SampleChannel[];
  readonly messages: SampleMessage[];
  readonly jobs: SampleJob[];
  /** In the shape of the API. */
  readonly accounts: Record<string, unknown>[];
  /** Names of the operations that were asked for. */
  readonly log: string[];
  /** Variables of the last search. */
  lastSearch: Record<string, unknown> | null;
  /** Input of the last fetch, and what comes of fetches. */
  lastFetch: Record<string, unknown> | null;
  fetchResult: Record<string, unknown>;
  /** Changes a job and tells its subscribers. */
  advance(id: string, changes: Partial<SampleJob>): void;
  /** Changes a channel and tells those who watch channels. */
  change(id: string, changes: Partial<SampleChannel>): void;
  /** Cuts every connection and refuses new ones until it is brought back. */
  setDown(isDown: boolean): void;
  /** Executes one request as it came over a wire. */
  answer(query: string, variables: unknown): Promise<ExecutionResult>;
  /** What the next import answers with instead of a job. */
  refuseImport: { message: string; location?: string; fields?: string[] } | null;
  pathsAsked: string[];
  /** The chats of its account, and the references that were to be added. */
  readonly dialogs: SampleDialog[];
  readonly added: string[];
  /** Milliseconds by which its clock differs. */
  clockAhead: number;
  /** Ids of the channels that searches warn about. */
  readonly gaps: string[];
}

interface JobAction {
  readonly input: { readonly jobId: string };
}

export function createFakeServer(): FakeServer {
  const schema = buildSchema(SDL);
  const listeners = new Map<string, Set<() => void>>();
  let isDown = false;
  let cut = Promise.withResolvers<ClientFailure>();
  const down = () => new ServerUnreachable("No Telekeep server answers at http://fake.");

  const channelOf = (message: SampleMessage) =>
    server.channels.find(({ id }) => id === message.channelId) ?? server.channels[0]!;
  const root = {
    accounts: () => server.accounts,
    viewer: { name: "owner", scopes: ["READ"] },
    server: {
      version: "0.1.0",
      startedAt: "2026-11-23T10:00:00.000Z",
      databaseKind: "EMBEDDED",
      health: { isHealthy: true, databaseLatencyMilliseconds: 1, diskFreeBytes: "1" },
      search: { pendingMessages: 0 },
    },
    channels: () => connection(server.channels.map(channelType)),
    job: ({ id }: { id: string }) => {
      const job = server.jobs.find((each) => each.id === id);
      return job ? jobType(job) : null;
    },
    jobs: ({ states }: { states: string[] | null }) =>
      connection(server.jobs.filter(({ state }) => !states || states.includes(state)).map(jobType)),
    message: ({ by }: { by: { id: string } }) => {
      const message = server.messages.find(({ id }) => id === by.id);
      return message ? messageType(message, channelOf(message)) : null;
    },
    searchMessages: (variables: Record<string, unknown>) => {
      server.lastSearch = variables;
      const { words, literal } = (variables["query"] ?? {}) as { words?: string; literal?: string };
      const wanted = (literal ?? words ?? "").toLowerCase();
      const found = server.messages.filter(({ text }) => text.toLowerCase().includes(wanted));
      return {
        edges: found.map((message) => ({
          cursor: message.id,
          node: messageType(message, channelOf(message)),
          score: null,
          highlights: message.highlights ?? marksOf(message.text, wanted),
        })),
        pageInfo: LAST_PAGE,
        totalCount: { value: found.length, relation: "EXACT" },
        tookMilliseconds: 3,
        pendingMessages: 0,
        coverageWarnings: server.channels
          .filter(({ id }) => server.gaps.includes(id))
          .map((channel) => ({ channel: channelType(channel), missingIds: 1 })),
      };
    },
    importDesktopExport: ({ input }: { input: { paths: string[] } }) => {
      server.pathsAsked.push(...input.paths);
      if (server.refuseImport) {
        const { fields } = server.refuseImport;
        if (fields) {
          return {
            __typename: "InvalidInputError",
            code: "INVALID_INPUT",
            retryable: false,
            message: server.refuseImport.message,
            fields: fields.map((message) => ({ path: ["timeZone"], message })),
          };
        }
        return {
          __typename: "ImportRejectedError",
          code: "IMPORT_REJECTED",
          retryable: false,
          location: null,
          ...server.refuseImport,
        };
      }
      const job = {
        id: `job-${server.jobs.length + 1}`,
        title: input.paths[0] ?? "",
        state: "RUNNING",
        done: 0,
        total: 100,
        messages: 0,
      };
      server.jobs.unshift(job);
      return { __typename: "ImportDesktopExportSuccess", job: jobType(job) };
    },
    cancelJob: ({ input }: JobAction) => act("CANCEL", input.jobId, { state: "CANCELED" }),
    pauseJob: ({ input }: JobAction) => act("PAUSE", input.jobId, { state: "PAUSED" }),
    resumeJob: ({ input }: JobAction) => act("RESUME", input.jobId, { state: "QUEUED" }),
    retryJob: ({ input }: JobAction) => act("RETRY", input.jobId, { state: "QUEUED" }),
    setJobPriority: ({ input }: { input: { jobId: string; priority: number } }) =>
      act("CANCEL", input.jobId, { priority: input.priority }),
    setChannelFollowing: ({ input }: { input: { channelId: string; isFollowing: boolean } }) => {
      const channel = server.channels.find(({ id }) => id === input.channelId)!;
      channel.isFollowing = input.isFollowing;
      return { __typename: "SetChannelFollowingSuccess", channel: channelType(channel) };
    },
    startIngestion: ({ input }: { input: Record<string, unknown> }) => {
      server.lastFetch = input;
      const channel = server.channels.find(({ id }) => id === input["channelId"]);
      const job: SampleJob = {
        ...{ id: `job-${server.jobs.length + 1}`, kind: "BACKFILL", state: "SUCCEEDED" },
        ...{ title: channel?.title ?? "", done: 100, total: 100, messages: 96 },
        result: server.fetchResult,
      };
      server.jobs.unshift(job);
      return { __typename: "StartIngestionSuccess", alreadyRunning: false, job: jobType(job) };
    },
    jobProgress: ({ id }: { id: string }) => progress(id),
    dialogs: () => connection(server.dialogs.map((dialog) => dialogType(dialog))),
    addChannel: ({ input }: { input: { reference: string } }) => addTo(server, input.reference),
    channelProgress: () => channelProgress(),
    node: ({ id }: { id: string }) => {
      const channel = server.channels.find((each) => each.id === id);
      return channel ? channelType(channel) : null;
    },
  };

  const channelWatchers = new Set<(channel: SampleChannel) => void>();
  async function* channelProgress() {
    const changed = [...server.channels];
    let wake = Promise.withResolvers<void>();
    const listener = (channel: SampleChannel) => {
      changed.push(channel);
      wake.resolve();
    };
    channelWatchers.add(listener);
    try {
      for (;;) {
        for (let next = changed.shift(); next; next = changed.shift()) {
          const channel = channelType(next);
          const emittedAt = new Date(Date.now() + server.clockAhead).toISOString();
          yield {
            channelProgress: {
              ...{ emittedAt, conflatedCount: 0, isSnapshot: false },
              ...{ channel, progress: channel.progress },
            },
          };
        }
        await wake.promise;
        wake = Promise.withResolvers();
      }
    } finally {
      channelWatchers.delete(listener);
    }
  }

  /** As the server does: what a job's state does not allow is refused. */
  const act = (action: string, id: string, changes: Partial<SampleJob>) => {
    const job = server.jobs.find((each) => each.id === id);
    if (!job) {
      const message = "There is no job with that id.";
      return { __typename: "NotFoundError", code: "NOT_FOUND", message };
    }
    if (!jobType(job).availableActions.includes(action)) {
      const message = `The job is ${job.state.toLowerCase()}.`;
      return { __typename: "InvalidStateError", code: "INVALID_STATE", message };
    }
    server.advance(id, changes);
    return { __typename: "JobActionSuccess", job: jobType(job) };
  };

  async function* progress(id: string) {
    const heard = { next: Promise.withResolvers<void>() };
    const listener = () => heard.next.resolve();
    const all = listeners.get(id) ?? new Set();
    listeners.set(id, all.add(listener));
    try {
      for (;;) {
        const job = server.jobs.find((each) => each.id === id);
        if (!job) return;
        const isFinal = ["CANCELED", "SUCCEEDED", "FAILED"].includes(job.state);
        yield {
          jobProgress: {
            emittedAt: "2024-03-11T09:14:07.000Z",
            conflatedCount: 0,
            job: jobType(job),
            isFinal,
          },
        };
        if (isFinal) return;
        await heard.next.promise;
        heard.next = Promise.withResolvers();
      }
    } finally {
      all.delete(listener);
    }
  }

  const run = (document: DocumentNode, variables: unknown) => ({
    schema,
    // Through its text, as over a wire: what was validated is what is executed.
    document: parse(textOf(document)),
    rootValue: root,
    variableValues: variables as Record<string, unknown>,
  });
  const note = (document: DocumentNode) => {
    const [definition] = document.definitions;
    if (definition?.kind === "OperationDefinition") server.log.push(definition.name?.value ?? "");
  };

  async function* follow(document: DocumentNode, variables: unknown, signal: AbortSignal) {
    note(document);
    const events = (await subscribe(run(document, variables))) as AsyncGenerator<ExecutionResult>;
    if (!(Symbol.asyncIterator in events)) throw new Error(JSON.stringify(events));
    const stopped = Promise.withResolvers<null>();
    signal.addEventListener("abort", () => stopped.resolve(null), { once: true });
    const broken = cut.promise;
    for (;;) {
      const event = await Promise.race([events.next(), stopped.promise, broken]);
      if (event === null) return;
      if (event instanceof Error) throw event;
      if (event.done) return;
      yield dataOf(200, event.value);
    }
  }

  const client: Client = {
    server: { url: "http://fake", token: "secret", pid: null },
    async request<Result, Variables>(
      document: DocumentNode,
      variables: Variables,
      options: RequestOptions = {},
    ) {
      note(document);
      if (isDown) throw down();
      options.signal?.throwIfAborted();
      return dataOf(200, await execute(run(document, variables))) as Result;
    },
    async connect(): Promise<Socket> {
      if (isDown) throw down();
      return {
        closed: cut.promise,
        subscribe: follow,
        [Symbol.asyncDispose]: async () => {},
      };
    },
    subscribe: (document, variables, signal) =>
      follow(document, variables, signal) as AsyncIterable<never>,
    [Symbol.asyncDispose]: async () => {},
  };

  const server: FakeServer = {
    client,
    channels: [],
    messages: [],
    ...{ dialogs: [], added: [] },
    jobs: [],
    accounts: [],
    log: [],
    lastSearch: null,
    lastFetch: null,
    fetchResult: BACKFILL_REPORT,
    gaps: [],
    refuseImport: null,
    pathsAsked: [],
    clockAhead: 0,
    change(id, changes) {
      const channel = server.channels.find((each) => each.id === id);
      if (!channel) return;
      Object.assign(channel, changes);
      for (const tell of channelWatchers) tell(channel);
    },
    advance(id, changes) {
      const job = server.jobs.find((each) => each.id === id);
      if (job) Object.assign(job, changes);
      for (const listener of listeners.get(id) ?? []) listener();
    },
    async answer(query, variables) {
      const document = parse(query);
      note(document);
      return await execute({ ...run(document, variables), document });
    },
    setDown(next) {
      isDown = next;
      if (!isDown) return;
      cut.resolve(down());
      cut = Promise.withResolvers();
    },
  };
  return server;
}

function connection(nodes: readonly object[]) {
  return {
    edges: nodes.map((node, index) => ({ cursor: String(index), node })),
    pageInfo: LAST_PAGE,
    totalCount: { value: nodes.length, relation: "EXACT" },
  };
}

function marksOf(text: string, wanted: string) {
  const at = wanted === "" ? -1 : text.toLowerCase().indexOf(wanted);
  return at === -1
    ? []
    : [{ offset: Array.from(text.slice(0, at)).length, length: Array.from(wanted).length }];
}
