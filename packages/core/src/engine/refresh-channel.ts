import { ChannelInaccessible, PauseTooLong, SourceUnavailable } from "../domain/source-failures.ts";
import type { ChannelAccess, FoundChannel } from "../domain/target.ts";
import type { MessageSource } from "../ports/message-source.ts";
import type { TargetStore } from "../ports/target-store.ts";
import type { FloodGate } from "./flood-gate.ts";

export interface RefreshParts {
  readonly targets: Pick<TargetStore, "saveFound">;
  readonly gate: FloodGate;
}

/**
 * Looks at a channel that is about to be read and records what has changed of it; of a group that
 * became a supergroup meanwhile, that one too. Whatever stands in the way of looking is left for the
 * reading to meet, as is a pause: what a channel is called holds nothing up.
 */
export async function refreshChannel(
  { targets, gate }: RefreshParts,
  source: Pick<MessageSource, "look">,
  access: ChannelAccess,
  signal: AbortSignal,
): Promise<void> {
  const look = (way: ChannelAccess): Promise<FoundChannel> =>
    gate.run(way.accountId, "look", () => source.look(way, signal), { signal, longestWait: 0 });
  try {
    const found = await look(access);
    await targets.saveFound(found);
    if (found.migratedTo !== null) await targets.saveFound(await look(found.migratedTo));
  } catch (error) {
    const isLeft = [ChannelInaccessible, PauseTooLong, SourceUnavailable].some(
      (failure) => error instanceof failure,
    );
    if (!isLeft) throw error;
  }
}
