import type { Session } from "../effects/session.ts";
import { channelsLayout } from "../screens/layout.ts";
import { visible } from "../state/list-window.ts";

/** Shows what was examined of the channel under the cursor of the channel list. */
export function openCoverage(session: Session): void {
  const state = session.store.get();
  const { rows, list } = state.channels;
  const { cursor } = visible(list, rows?.length ?? 0, channelsLayout(state).list);
  session.openCoverage(rows?.[cursor]?.id ?? null);
}
