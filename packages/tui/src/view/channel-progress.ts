import { count } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { clockTime, countdown, timeLeft } from "../format/time.ts";
import type { ApiChannelProgress } from "../operations/channels.ts";
import type { Role } from "../theme.ts";

/** What the archiving of a channel is doing, as the screens know it. */
export interface ProgressView {
  readonly state: ApiChannelProgress["state"];
  /** The state in a word; empty when there is nothing to say. */
  readonly word: SafeText;
  readonly role: Role;
  /** Messages a second. */
  readonly perSecond: number | null;
  readonly etaSeconds: number | null;
  /** When a wait ends by the server's clock; milliseconds since 1970. */
  readonly until: number | null;
  /** Why it waits or has failed. */
  readonly reason: SafeText | null;
  readonly missing: number;
  /** Ids from 1 to the greatest known one. */
  readonly known: number;
}

const WORDS: Record<ApiChannelProgress["state"], readonly [SafeText, Role]> = {
  QUEUED: [text`QUEUE`, "dim"],
  RUNNING: [text`RUN`, "good"],
  WAITING: [text`WAIT`, "warn"],
  PAUSED: [text`PAUSE`, "dim"],
  FAILED: [text`FAIL`, "bad"],
  COMPLETE: [text`DONE`, "plain"],
  IDLE: [text``, "plain"],
};

export function toProgressView(progress: ApiChannelProgress): ProgressView {
  const [word, role] = wordOf(progress);
  return {
    state: progress.state,
    ...{ word, role },
    perSecond: progress.messagesPerSecond,
    etaSeconds: progress.etaSeconds,
    until: progress.waitingUntil === null ? null : Date.parse(progress.waitingUntil),
    reason: progress.stateReason === null ? null : safeText(progress.stateReason),
    missing: progress.knownIds - progress.coveredIds,
    known: progress.knownIds,
  };
}

function wordOf(progress: ApiChannelProgress): readonly [SafeText, Role] {
  const { state, coveredIds, knownIds, archivedMessages } = progress;
  const known = WORDS[state] ?? [safeText(state), "plain"];
  if (state !== "IDLE") return known;
  if (coveredIds > 0) return [text`GAPS`, "warn"];
  return knownIds === 0 && archivedMessages === 0 ? [text`NEW`, "dim"] : known;
}

/**
 * What is to be known of the time ahead: a countdown, what is left, or what is missing.
 *
 * @param now of the server; milliseconds since 1970
 */
export function outlook(
  view: ProgressView,
  now: number,
  { isAscii, isWide }: { readonly isAscii: boolean; readonly isWide: boolean },
): SafeText {
  const dots = isAscii ? text`...` : text`…`;
  switch (view.state) {
    case "WAITING": {
      if (view.until === null) return text`waiting${dots}`;
      // What comes next only the server knows.
      if (view.until <= now) return text`resuming${dots}`;
      const end = isWide ? text` ${isAscii ? text`->` : text`→`} ${clockTime(view.until)}` : text``;
      return text`wait ${countdown(view.until - now)}${end}`;
    }
    case "RUNNING":
      return view.etaSeconds === null ? text`estimating${dots}` : timeLeft(view.etaSeconds);
    case "IDLE":
      return view.word === "GAPS" ? text`${count(view.missing)} ids missing` : text``;
    default:
      return text``;
  }
}
