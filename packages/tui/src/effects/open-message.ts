import { toClientFailure } from "../client/failures.ts";
import { safeText, text } from "../format/safe-text.ts";
import { MessageQuery } from "../operations/message.ts";
import type { MessageState } from "../state/app-state.ts";
import { toMessageView } from "../view/message-view.ts";
import type { EffectContext } from "./session.ts";

/** Opens the message screen at once and fills it when the answer is there. */
export function messageOpener({ client, store, signal }: EffectContext): (id: string) => void {
  let current: AbortController | null = null;
  const fill = (id: string, changes: Partial<MessageState>) => {
    store.set((state) =>
      state.message?.id === id ? { ...state, message: { ...state.message, ...changes } } : state,
    );
  };
  const load = async (id: string, controller: AbortController) => {
    try {
      const { message } = await client.request(
        MessageQuery,
        { id },
        { signal: AbortSignal.any([signal, controller.signal]) },
      );
      if (message === null) fill(id, { failure: text`This message is not in the archive.` });
      else {
        const view = toMessageView(message);
        fill(id, { view, revision: Math.max(0, view.revisions.length - 1) });
      }
    } catch (error) {
      if (controller.signal.aborted || signal.aborted) return;
      fill(id, { failure: safeText(toClientFailure(error).message) });
    }
  };
  return (id) => {
    current?.abort();
    current = new AbortController();
    store.set((state) => ({
      ...state,
      message: {
        id,
        view: null,
        failure: null,
        tab: state.message?.tab ?? "text",
        scroll: 0,
        revision: 0,
        isRevealed: false,
      },
    }));
    void load(id, current);
  };
}
