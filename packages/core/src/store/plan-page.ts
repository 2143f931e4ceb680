import type { MessageId } from "../domain/ids.ts";
import type { ObservationSource, ObservedMessage } from "../domain/message.ts";
import type { KnownVersion, VersionVerdict } from "../domain/version.ts";
import { judgeVersion, sourceRank } from "../domain/version.ts";
import type { Renewable } from "./renew-message.ts";
import { isRenewed, renew } from "./renew-message.ts";

/** An observed message with the hash of its content. */
export interface Candidate {
  readonly message: ObservedMessage;
  /** In hex. */
  readonly hash: string;
}

/** What judging needs to know of a message that is archived already. */
export interface KnownMessage extends KnownVersion, Renewable {
  /** Hashes, in hex, that are among its revisions; only those a page may ask about. */
  readonly keptVersions: ReadonlySet<string>;
}

/** A candidate with those of its values that depend on what was known before. */
export interface Write extends Candidate {
  readonly renewable: Renewable;
}

/** Everything that a page changes in messages, in one pass in which each id occurs once. */
export interface PagePass {
  /** New messages, new current versions, and known versions from a source that tells more. */
  readonly puts: Write[];
  /** Versions that are older than the current one. */
  readonly keeps: Candidate[];
  /** Messages whose content is known, with counters or times that are not. */
  readonly renewals: Write[];
}

export interface PagePlan {
  readonly passes: readonly PagePass[];
  readonly added: number;
  readonly unchanged: number;
  readonly newVersions: number;
  /** Rows that message_revision gains, by the trigger or directly. */
  readonly revisions: number;
  /** Ids that were added or got a version. */
  readonly changedIds: readonly MessageId[];
  /** Ids that must be indexed again: the changed ones and those whose time was corrected. */
  readonly searchIds: readonly MessageId[];
  /** Candidates whose files describe the current version, and whether theirs may replace others. */
  readonly withFiles: readonly { candidate: Candidate; mayReplace: boolean }[];
}

/**
 * Judges a page's messages one after the other, as if each were committed alone. `known` holds
 * what the archive has of their ids and is left as it was.
 */
export function planPage(
  candidates: readonly Candidate[],
  known: ReadonlyMap<MessageId, KnownMessage>,
  source: ObservationSource,
): PagePlan {
  const state = new Map(known);
  const passes: PagePass[] = [];
  const seen = new Map<MessageId, number>();
  const changed = new Set<MessageId>();
  const moved = new Set<MessageId>();
  const withFiles: { candidate: Candidate; mayReplace: boolean }[] = [];
  let [added, unchanged, newVersions, revisions] = [0, 0, 0, 0];

  for (const candidate of candidates) {
    const { message } = candidate;
    const turn = seen.get(message.id) ?? 0;
    seen.set(message.id, turn + 1);
    const pass = (passes[turn] ??= { puts: [], keeps: [], renewals: [] });
    const current = state.get(message.id);
    if (current === undefined) {
      added++;
      changed.add(message.id);
      pass.puts.push(asNew(candidate));
      state.set(message.id, knownAfter(candidate, message, new Set()));
      if (message.mediaFiles.length > 0) withFiles.push({ candidate, mayReplace: true });
      continue;
    }

    const { hash } = candidate;
    const verdict = judge(candidate, hash, current);
    if (verdict === "older") {
      newVersions++;
      revisions++;
      changed.add(message.id);
      pass.keeps.push(candidate);
      state.set(message.id, { ...current, keptVersions: withHash(current.keptVersions, hash) });
      continue;
    }

    const renewable = renew(current, message, source);
    if (verdict === "supersedes") {
      newVersions++;
      if (!current.keptVersions.has(current.contentHash)) revisions++;
      changed.add(message.id);
      pass.puts.push({ ...candidate, renewable });
      const kept = withHash(current.keptVersions, current.contentHash);
      state.set(message.id, knownAfter(candidate, renewable, kept));
    } else {
      unchanged++;
      if (hash !== current.contentHash) {
        const isPoorer = sourceRank(message.raw.source) < sourceRank(current.rawSource);
        if (isPoorer && message.text === current.text && message.mediaFiles.length > 0) {
          withFiles.push({ candidate, mayReplace: false });
        }
        continue;
      }
      const tellsMore = sourceRank(message.raw.source) > sourceRank(current.rawSource);
      const rawSource = tellsMore ? message.raw.source : current.rawSource;
      if (tellsMore) pass.puts.push({ ...candidate, renewable });
      else if (source === "recheck" || isRenewed(current, renewable)) {
        pass.renewals.push({ ...candidate, renewable });
      }
      state.set(message.id, { ...current, ...renewable, rawSource });
    }
    if (renewable.postedAt !== current.postedAt) moved.add(message.id);
    if (message.mediaFiles.length > 0) withFiles.push({ candidate, mayReplace: true });
  }
  return {
    passes,
    added,
    unchanged,
    newVersions,
    revisions,
    changedIds: ascending(changed),
    searchIds: ascending(new Set([...changed, ...moved])),
    withFiles,
  };
}

/** How a message is written that is not in the archive. */
export function asNew({ message, hash }: Candidate): Write {
  return { message, hash, renewable: message };
}

function judge(candidate: Candidate, contentHash: string, current: KnownMessage): VersionVerdict {
  const { editedAt, text, raw } = candidate.message;
  const incoming = { contentHash, editedAt, text, rawSource: raw.source };
  return judgeVersion(incoming, current, current.keptVersions.has(contentHash));
}

function knownAfter(
  { message, hash }: Candidate,
  renewable: Renewable,
  keptVersions: ReadonlySet<string>,
): KnownMessage {
  const { postedAt, timePrecision, postedAtRaw, editedAt, views, forwards, reactions } = renewable;
  return {
    ...{ postedAt, timePrecision, postedAtRaw, editedAt, views, forwards, reactions },
    contentHash: hash,
    rawSource: message.raw.source,
    text: message.text,
    keptVersions,
  };
}

function withHash(hashes: ReadonlySet<string>, hash: string): ReadonlySet<string> {
  return new Set(hashes).add(hash);
}

function ascending(ids: ReadonlySet<MessageId>): MessageId[] {
  return [...ids].sort((a, b) => a - b);
}
