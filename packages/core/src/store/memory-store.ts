import type { ChannelProfile } from "../domain/channel.ts";
import type { Coverage } from "../domain/coverage.ts";
import { coverageOf, EMPTY_COVERAGE, subtract, union } from "../domain/coverage.ts";
import { NotFound } from "../domain/errors.ts";
import type { ChannelId, MessageId } from "../domain/ids.ts";
import type { MediaFile } from "../domain/media.ts";
import type { ObservationSource, ObservedMessage, Quarantined } from "../domain/message.ts";
import type { CommitResult, Page } from "../domain/page.ts";
import type { ArchiveStore } from "../ports/archive-store.ts";
import { quarantineHash } from "./content-hash.ts";
import { explainJson } from "./explain-json.ts";
import { planFiles } from "./plan-files.ts";
import type { Candidate, KnownMessage, PagePlan, Write } from "./plan-page.ts";
import { planPage } from "./plan-page.ts";
import { preparePage, quarantineOf } from "./prepare-page.ts";

/** A version as it was seen; `message` also holds what was known of the message then. */
export interface StoredVersion {
  readonly hash: string;
  readonly message: ObservedMessage;
  readonly source: ObservationSource;
}

/** Everything that is kept of one channel. */
export interface StoredChannel {
  profile: ChannelProfile;
  coverage: Coverage;
  topMessageId: MessageId | null;
  messageCount: number;
  revisionCount: number;
  readonly messages: Map<MessageId, StoredVersion>;
  readonly revisions: Map<MessageId, Map<string, StoredVersion>>;
  /** By message id and position, `5:0`. */
  readonly files: Map<string, MediaFile>;
  /** By the hash of what is quarantined, in hex. */
  readonly quarantine: Map<string, Quarantined>;
  readonly events: (readonly MessageId[])[];
  readonly toIndex: Set<MessageId>;
  /** Archived messages that are gone at their source. */
  readonly deleted: Set<MessageId>;
}

/**
 * The archive in memory, for tests and for thinking: the PostgreSQL store's twin, which judges
 * pages by the same plan and must end in the same state.
 */
export class MemoryStore implements ArchiveStore {
  readonly #channels = new Map<ChannelId, StoredChannel>();

  async saveChannel(profile: ChannelProfile): Promise<void> {
    const channel = this.#channels.get(profile.id);
    if (channel === undefined) {
      this.#channels.set(profile.id, emptyChannel(profile));
      return;
    }
    const { username, isPrivate } = channel.profile;
    channel.profile = {
      ...profile,
      username: profile.username ?? username,
      isPrivate: profile.isPrivate ?? isPrivate,
    };
  }

  async commitPage(page: Page): Promise<CommitResult> {
    const channel = this.read(page.channelId);
    const prepared = await preparePage(page);
    const quarantined = [...prepared.quarantined];
    const candidates: Candidate[] = [];
    for (const candidate of prepared.candidates) {
      const reason = explainJson(candidate.message);
      if (reason === null) candidates.push(candidate);
      else quarantined.push(quarantineOf(candidate.message, reason));
    }
    const plan = planPage(candidates, knownOf(channel, candidates), page.source);
    for (const pass of plan.passes) {
      for (const write of pass.puts) put(channel, write, page.source);
      for (const kept of pass.keeps) keep(channel, versionOf(kept, page.source));
      for (const write of pass.renewals) renew(channel, write);
    }
    const filesRecorded = recordFiles(channel, candidates, plan);
    for (const item of quarantined) {
      const key = quarantineHash(item).toString("hex");
      if (!channel.quarantine.has(key)) channel.quarantine.set(key, item);
    }
    for (const id of page.deleted ?? []) {
      if (!channel.messages.has(id) || channel.deleted.has(id)) continue;
      channel.deleted.add(id);
      channel.toIndex.add(id);
    }
    record(channel, page, plan);
    const { added, unchanged, newVersions } = plan;
    return { added, unchanged, newVersions, filesRecorded, quarantined };
  }

  async readCoverage(channelId: ChannelId): Promise<Coverage> {
    return this.read(channelId).coverage;
  }

  /** Everything kept of a channel, to look at. Throws NotFound for an unknown one. */
  read(channelId: ChannelId): StoredChannel {
    const channel = this.#channels.get(channelId);
    if (channel !== undefined) return channel;
    throw new NotFound(String(channelId), `The archive has no channel ${channelId}.`);
  }
}

function emptyChannel(profile: ChannelProfile): StoredChannel {
  return {
    profile,
    coverage: EMPTY_COVERAGE,
    topMessageId: null,
    messageCount: 0,
    revisionCount: 0,
    messages: new Map(),
    revisions: new Map(),
    files: new Map(),
    quarantine: new Map(),
    events: [],
    toIndex: new Set(),
    deleted: new Set(),
  };
}

function versionOf({ message, hash }: Candidate, source: ObservationSource): StoredVersion {
  return { hash, message, source };
}

function knownOf(
  channel: StoredChannel,
  candidates: readonly Candidate[],
): Map<MessageId, KnownMessage> {
  const known = new Map<MessageId, KnownMessage>();
  for (const {
    message: { id },
  } of candidates) {
    const stored = channel.messages.get(id);
    if (stored === undefined) continue;
    const keptVersions = new Set(channel.revisions.get(id)?.keys());
    const { hash: contentHash, message } = stored;
    known.set(id, { ...message, contentHash, rawSource: message.raw.source, keptVersions });
  }
  return known;
}

function put(channel: StoredChannel, write: Write, source: ObservationSource): void {
  const { id } = write.message;
  const before = channel.messages.get(id);
  const incoming = versionOf(
    { ...write, message: { ...write.message, ...write.renewable } },
    source,
  );
  if (before === undefined) {
    channel.messages.set(id, incoming);
    return;
  }
  if (before.hash !== incoming.hash) keep(channel, before);
  const isSameVersion = before.hash === incoming.hash;
  channel.messages.set(id, {
    hash: incoming.hash,
    source: isSameVersion ? before.source : source,
    message: withOrigin(incoming.message, before.message),
  });
}

/** What a source does not tell of a message's origin leaves what another one told. */
function withOrigin(seen: ObservedMessage, known: ObservedMessage): ObservedMessage {
  return {
    ...seen,
    sender:
      seen.sender === null || known.sender === null
        ? (seen.sender ?? known.sender)
        : { id: seen.sender.id ?? known.sender.id, name: seen.sender.name ?? known.sender.name },
    authorSignature: seen.authorSignature ?? known.authorSignature,
    replyToMessageId: seen.replyToMessageId ?? known.replyToMessageId,
    replyToPeerId: seen.replyToPeerId ?? known.replyToPeerId,
    forward: seen.forward ?? known.forward,
    albumId: seen.albumId ?? known.albumId,
    topicId: seen.topicId ?? known.topicId,
  };
}

function keep(channel: StoredChannel, version: StoredVersion): void {
  const { id } = version.message;
  const revisions = channel.revisions.get(id) ?? new Map<string, StoredVersion>();
  channel.revisions.set(id, revisions);
  if (!revisions.has(version.hash)) revisions.set(version.hash, version);
}

function renew(channel: StoredChannel, { message: { id }, renewable }: Write): void {
  const stored = channel.messages.get(id)!;
  const { postedAt, timePrecision, postedAtRaw, editedAt, views, forwards, reactions } = renewable;
  const renewed = { postedAt, timePrecision, postedAtRaw, editedAt, views, forwards, reactions };
  channel.messages.set(id, { ...stored, message: { ...stored.message, ...renewed } });
}

function recordFiles(
  channel: StoredChannel,
  candidates: readonly Candidate[],
  plan: PagePlan,
): number {
  let recorded = 0;
  for (const { id, file, mayReplace } of planFiles(candidates, candidates, plan)) {
    const key = `${id}:${file.position}`;
    const known = channel.files.get(key);
    const isKnown = known !== undefined && Buffer.compare(known.sha256, file.sha256) === 0;
    if (isKnown || (known !== undefined && !mayReplace)) continue;
    channel.files.set(key, file);
    recorded++;
  }
  return recorded;
}

function record(channel: StoredChannel, page: Page, plan: PagePlan): void {
  channel.messageCount += plan.added;
  channel.revisionCount += plan.revisions;
  const top = plan.changedIds.at(-1);
  if (top !== undefined) channel.topMessageId = Math.max(top, channel.topMessageId ?? top);
  if (plan.changedIds.length > 0) channel.events.push(plan.changedIds);
  for (const id of plan.searchIds) channel.toIndex.add(id);
  const proven = page.proves === null ? EMPTY_COVERAGE : coverageOf([page.proves]);
  if (subtract(proven, channel.coverage).length > 0) {
    channel.coverage = union(channel.coverage, proven);
  }
}
