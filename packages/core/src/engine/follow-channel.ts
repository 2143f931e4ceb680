import type { FollowedChannel } from "../ports/follow-store.ts";
import type { MessageSource } from "../ports/message-source.ts";
import { FollowHead } from "./follow-head.ts";
import { FollowStream } from "./follow-stream.ts";
import type { Following, FollowParts } from "./following.ts";
import { recheckChannel } from "./recheck-channel.ts";

/**
 * Archives what happens in a channel for as long as the connection lasts: new messages, edits and
 * deletions as they are told, what was missed by asking for it, and recent messages again at certain
 * ages. From the floor on no id is left unexamined.
 *
 * Where the stream stands is read before the head of the history is, so that between the two nothing
 * can happen that neither shows. Rejects with the signal's reason, that of `source.closed`, and what
 * MessageSource and the stores throw; nothing is under way any more then.
 */
export async function followChannel(
  parts: FollowParts & {
    readonly source: MessageSource;
    readonly channel: FollowedChannel;
    /** Told when nothing can be missed any more. Must not throw. */
    readonly onLive: () => void;
  },
  outer: AbortSignal,
): Promise<never> {
  const following: Following = { ...parts, floor: parts.channel.floor };
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, parts.source.closed, failed.signal]);
  const head = new FollowHead(following);
  const stream = new FollowStream(following, head);
  const stopListening = stream.listen();
  try {
    const isBehind = await stream.open(signal);
    parts.onLive();
    const loops = [
      stream.keep(isBehind, signal),
      head.keep(signal),
      recheckChannel(following, signal),
    ];
    for (const loop of loops) loop.catch((error: unknown) => failed.abort(error));
    await Promise.allSettled(loops);
  } finally {
    stopListening();
  }
  throw signal.reason;
}
