import type { MessageId } from "../domain/ids.ts";
import type { Following } from "./following.ts";
import { whileUnavailable } from "./while-unavailable.ts";

/** An hour, 6 hours, and 1, 3 and 7 days, in milliseconds: most edits come early. */
export const RECHECK_STEPS: readonly number[] = [1, 6, 24, 72, 168].map(
  (hours) => hours * 3_600_000,
);

/** Telegram's own bound. */
const AT_ONCE = 100;
/** How often it is looked whether a message has come of age: a share of the first step. */
const SHARE = 60;

/**
 * Looks at recent messages again when they come to certain ages: for edits that were missed, for
 * deletions, and for what is counted at them by then. Lets every other request go first. Ends by the
 * signal or a failure.
 */
export async function recheckChannel(following: Following, signal: AbortSignal): Promise<never> {
  const { source, channel, store, rechecks, gate, clock, recheckSteps } = following;
  const { access } = channel;
  const { accountId, channelId } = access;
  const [first = Number.POSITIVE_INFINITY] = recheckSteps;
  /** Telegram says nothing of them: asked again, it would say nothing again. */
  const unanswered = new Set<MessageId>();
  for (;;) {
    const ids = await rechecks.due(channelId, recheckSteps, AT_ONCE, [...unanswered]);
    if (ids.length === 0) {
      await clock.sleep(Math.min(first / SHARE, 60_000), signal);
      continue;
    }
    const retry = { ...following, signal, isPatient: true, longestWait: Number.POSITIVE_INFINITY };
    const { messages, quarantined, absent } = await whileUnavailable(
      () => gate.run(accountId, "messages", () => source.messages(access, ids, signal), retry),
      retry,
    );
    // First what would not be asked for again.
    await rechecks.sample(channelId, messages);
    await store.commitPage({
      ...{ channelId, source: "recheck", messages, quarantined },
      ...{ deleted: absent, proves: null, jobId: null },
    });
    following.onCommit();
    const answered = new Set([...messages.map(({ id }) => id), ...absent]);
    for (const id of ids) if (!answered.has(id)) unanswered.add(id);
  }
}
