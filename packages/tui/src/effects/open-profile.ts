import { toClientFailure } from "../client/failures.ts";
import { safeText, text } from "../format/safe-text.ts";
import { ChannelProfileQuery } from "../operations/channel-profile.ts";
import type { ProfileOverlay } from "../state/add-overlay.ts";
import { profileLines } from "../view/profile-lines.ts";
import type { EffectContext } from "./session.ts";

/** Opens the box with what is known of a channel at once and fills it when the answer is there. */
export function profileOpener({ client, store, signal }: EffectContext): (id: string) => void {
  const fill = (id: string, changes: Partial<ProfileOverlay>): void =>
    store.set((state) =>
      state.overlay?.kind === "profile" && state.overlay.channelId === id
        ? { ...state, overlay: { ...state.overlay, ...changes } }
        : state,
    );
  const load = async (id: string): Promise<void> => {
    try {
      const { node } = await client.request(ChannelProfileQuery, { id }, { signal });
      if (node === null || !("title" in node)) {
        fill(id, { failure: text`This channel is not in the archive.` });
      } else fill(id, { lines: profileLines(node) });
    } catch (error) {
      fill(id, { failure: safeText(toClientFailure(error).message) });
    }
  };
  return (channelId) => {
    store.set((state) => ({
      ...state,
      overlay: { kind: "profile", channelId, lines: null, failure: null, scroll: 0 },
    }));
    void load(channelId);
  };
}
