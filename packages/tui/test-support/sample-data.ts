/** What a fake server holds, in the shape of the API's own types. */
export interface SampleChannel {
  id: string;
  title: string;
  username: string | null;
  messageCount: number;
  coveredIds?: number;
  missingIds?: number;
  telegramId?: string | null;
  isFollowing?: boolean;
  followingTrouble?: string;
  /** What differs from a channel that nobody fetches. */
  progress?: Partial<SampleProgress>;
  /** Of each part of a map, the share of its ids that was examined, and of those that hold nothing. */
  map?: readonly { readonly examined: number; readonly absent?: number }[];
}

export interface SampleProgress {
  state: string;
  stateReason: string | null;
  waitingUntil: string | null;
  messagesPerSecond: number | null;
  etaSeconds: number | null;
}

export interface SampleMessage {
  id: string;
  messageId: number;
  channelId: string;
  text: string;
  highlights?: { offset: number; length: number }[];
  author?: string;
  isDeleted?: boolean;
  media?: { kind: string; fileName: string; data?: unknown }[];
  /** Older texts, oldest first. */
  olderTexts?: string[];
  forwardedFrom?: string;
  raw?: unknown;
  permalink?: string | null;
  /** Edited before it was archived. */
  editedAt?: string;
  authorId?: string;
  serviceAction?: unknown;
  reactions?: { reaction: string; count: number }[];
}

export interface SampleJob {
  id: string;
  /** An import unless given. */
  kind?: "IMPORT" | "BACKFILL";
  priority?: number;
  /** Why it waits, and until when. */
  waiting?: { reason: string; until: string };
  title: string;
  state: string;
  done: number;
  total: number;
  messages: number;
  perSecond?: number | null;
  etaSeconds?: number | null;
  failure?: { code: string; message: string };
  result?: Record<string, unknown>;
}

const TIME = "2024-03-11T09:14:07.000Z";

export function channelType({ id, title, username, messageCount, ...rest }: SampleChannel) {
  return {
    __typename: "Channel",
    id,
    telegramId: rest.telegramId === undefined ? "-1001234567890" : rest.telegramId,
    kind: "CHANNEL",
    title,
    username,
    isPrivate: username === null,
    addedAt: TIME,
    stats: {
      messageCount: { value: messageCount, relation: "EXACT" },
      revisionCount: messageCount,
      quarantinedCount: 0,
      oldestMessageAt: "2017-05-08T00:00:00.000Z",
      newestMessageAt: TIME,
      lastArchivedAt: "2026-11-23T14:00:00.000Z",
    },
    coverage: {
      topMessageId: (rest.coveredIds ?? 0) + (rest.missingIds ?? 0) || messageCount,
      coveredIds: rest.coveredIds ?? 0,
      missingIds: rest.missingIds ?? 0,
      isComplete: (rest.coveredIds ?? 0) > 0 && (rest.missingIds ?? 0) === 0,
      absentIds: 0,
      ...coverageParts({ coveredIds: 0, missingIds: 0, ...rest }),
    },
    ...{ about: "About it.", isVerified: true, isProtected: false, isForum: false },
    ...{ earlier: null, later: null, linked: null },
    profileRevisions: {
      edges: [
        { cursor: "2", node: { observedAt: TIME, title, username, about: "About it." } },
        { cursor: "1", node: { observedAt: TIME, title: "An older name", username: null } },
      ],
      pageInfo: LAST_PAGE,
    },
    isFollowing: rest.isFollowing ?? false,
    followingTrouble: rest.followingTrouble ?? null,
    followingSince: null,
    progress: {
      state: (rest.coveredIds ?? 0) > 0 && (rest.missingIds ?? 0) === 0 ? "COMPLETE" : "IDLE",
      ...{ stateReason: null, waitingUntil: null, messagesPerSecond: null, etaSeconds: null },
      coveredFraction: null,
      coveredIds: rest.coveredIds ?? 0,
      knownIds: (rest.coveredIds ?? 0) + (rest.missingIds ?? 0),
      archivedMessages: messageCount,
      job: null,
      updatedAt: TIME,
      ...rest.progress,
    },
  };
}

/** Examined from 1 on, and the rest missing, unless a map says otherwise. */
function coverageParts({
  coveredIds,
  missingIds,
  map,
}: Required<Pick<SampleChannel, "coveredIds" | "missingIds">> & Pick<SampleChannel, "map">) {
  const known = coveredIds + missingIds;
  const ranges = [
    { fromMessageId: 1, toMessageId: coveredIds, state: "COVERED", ids: coveredIds },
    { fromMessageId: coveredIds + 1, toMessageId: known, state: "GAP", ids: missingIds },
  ].filter(({ ids }) => ids > 0);
  return {
    histogram: ({ buckets }: { buckets: number }) => {
      const parts = map?.length ?? Math.min(buckets, known);
      return Array.from({ length: parts }, (_, part) => {
        const fromMessageId = 1 + Math.floor((part * known) / parts);
        const toMessageId = Math.floor(((part + 1) * known) / parts);
        const ids = toMessageId - fromMessageId + 1;
        const covered = Math.min(Math.max(0, coveredIds - fromMessageId + 1), ids);
        const given = map?.[part];
        return {
          ...{ fromMessageId, toMessageId },
          coveredIds: given ? Math.floor(given.examined * ids) : covered,
          absentIds: given ? Math.floor((given.absent ?? 0) * ids) : 0,
        };
      });
    },
    ranges: {
      edges: ranges.map(({ ids, ...range }) => ({
        cursor: String(range.fromMessageId),
        node: { ...range, presentCount: range.state === "GAP" ? 0 : ids, absentCount: 0 },
      })),
      pageInfo: LAST_PAGE,
    },
  };
}

export function messageType(sample: SampleMessage, channel: SampleChannel) {
  const texts = [...(sample.olderTexts ?? []), sample.text];
  return {
    __typename: "Message",
    id: sample.id,
    messageId: sample.messageId,
    channel: channelType(channel),
    permalink: sample.permalink ?? null,
    author:
      sample.author === undefined && sample.authorId === undefined
        ? null
        : {
            displayName: sample.author ?? null,
            signature: null,
            telegramId: sample.authorId ?? null,
          },
    postedAt: TIME,
    postedAtPrecision: "EXACT",
    postedAtRaw: null,
    editedAt: texts.length > 1 ? "2024-03-11T10:01:55.000Z" : (sample.editedAt ?? null),
    text: sample.text,
    kind: sample.serviceAction === undefined ? "REGULAR" : "SERVICE",
    serviceAction: sample.serviceAction ?? null,
    viewCount: 412_305,
    forwardCount: 1_022,
    reactions: sample.reactions ?? [],
    replyToMessageId: null,
    replyTo: null,
    forwardOrigin:
      sample.forwardedFrom === undefined
        ? null
        : { title: sample.forwardedFrom, telegramId: null, messageId: 7, postedAt: null },
    media: (sample.media ?? []).map(({ kind, fileName, data }) => ({
      kind,
      state: "STORED",
      mimeType: "image/jpeg",
      sizeBytes: "1048576",
      width: 1280,
      height: 960,
      durationSeconds: null,
      fileName,
      originalFileName: fileName,
      sha256: "4a".repeat(32),
      data: data ?? null,
    })),
    deletion: sample.isDeleted ? { observedAt: TIME } : null,
    revisionCount: texts.length,
    revisions: {
      edges: texts.map((text, index) => ({
        cursor: String(index),
        node: revisionType(sample, texts, text, index),
      })),
      pageInfo: LAST_PAGE,
    },
    firstArchivedAt: TIME,
    lastCheckedAt: "2026-11-23T12:00:00.000Z",
    raw: sample.raw ?? { id: sample.messageId, message: sample.text },
  };
}

function revisionType(
  sample: SampleMessage,
  texts: readonly string[],
  text: string,
  index: number,
) {
  const previous = texts[index - 1];
  return {
    __typename: "MessageRevision",
    id: `${sample.id}-${index}`,
    number: index + 1,
    observedAt: `2024-03-11T09:1${index}:00.000Z`,
    telegramEditedAt: index === 0 ? null : `2024-03-11T09:1${index}:30.000Z`,
    source: "IMPORT",
    rawSource: "DESKTOP_JSON",
    text,
    contentHash: `${index}b`.repeat(32),
    isCurrent: index === texts.length - 1,
    media: [],
    diff: previous === undefined ? [] : wordDiff(previous, text),
  };
}

/** Word by word, for texts of the same number of words. */
function wordDiff(before: string, after: string) {
  const [old, now] = [before.split(" "), after.split(" ")];
  return now.flatMap((word, index) =>
    word === old[index]
      ? [{ op: "EQUAL", text: `${word} ` }]
      : [
          { op: "DELETE", text: `${old[index] ?? ""} ` },
          { op: "INSERT", text: `${word} ` },
        ],
  );
}

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  QUEUED: ["PAUSE", "CANCEL"],
  RUNNING: ["PAUSE", "CANCEL"],
  PAUSING: ["RESUME", "CANCEL"],
  PAUSED: ["RESUME", "CANCEL"],
  CANCELED: ["RETRY"],
  FAILED: ["RETRY"],
};

/** What comes of fetching a channel, unless a test says otherwise. */
export const BACKFILL_REPORT = {
  ...{ idsExamined: 100, absent: 4, messagesAdded: 96, messagesAlreadyPresent: 0 },
  ...{ revisionsAdded: 0, filesRecorded: 0, quarantined: 0, quarantineReasons: [] },
  ...{ requests: 2, waits: 0, waitedSeconds: 0, warnings: [] },
};

export function jobType(job: SampleJob) {
  const isOver = ["CANCELED", "SUCCEEDED", "FAILED"].includes(job.state);
  return {
    __typename: "Job",
    id: job.id,
    kind: job.kind ?? "IMPORT",
    state: job.state,
    createdAt: TIME,
    startedAt: TIME,
    finishedAt: isOver ? "2024-03-11T09:14:19.000Z" : null,
    createdBy: "owner",
    attempt: 1,
    priority: job.priority ?? 0,
    title: job.title,
    progress: {
      phase: isOver ? "DONE" : job.waiting ? "WAITING" : "READING",
      fraction: job.total === 0 ? null : job.done / job.total,
      done: String(job.done),
      total: String(job.total),
      unit: job.kind === "BACKFILL" ? "ids" : "bytes",
      messages: job.messages,
      perSecond: job.perSecond ?? null,
      etaSeconds: job.etaSeconds ?? null,
      waitingReason: job.waiting?.reason ?? null,
      waitingUntil: job.waiting?.until ?? null,
      updatedAt: TIME,
    },
    failure: job.failure ?? null,
    availableActions: ACTIONS[job.state] ?? [],
    result: job.result
      ? { __typename: job.kind === "BACKFILL" ? "BackfillReport" : "ImportReport", ...job.result }
      : null,
  };
}

export const LAST_PAGE = {
  hasNextPage: false,
  hasPreviousPage: false,
  startCursor: null,
  endCursor: null,
};
