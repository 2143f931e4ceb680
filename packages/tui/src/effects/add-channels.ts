import { allDialogs } from "../client/all-dialogs.ts";
import { RequestFailed, toClientFailure } from "../client/failures.ts";
import { plural } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { AddChannelMutation } from "../operations/add-channel.ts";
import type { ApiJob } from "../operations/jobs.ts";
import type { AddOverlay } from "../state/add-overlay.ts";
import { AT_TOP } from "../state/list-window.ts";
import { EMPTY_FIELD } from "../state/text-field.ts";
import { toDialogRow } from "../view/dialog-row.ts";
import { type EffectContext, type Session, toast } from "./session.ts";

/** Told of what came of adding. */
export interface AddedListener {
  accept(job: ApiJob): void;
  refresh(): void;
}

/** Choosing channels among the chats of the first account, and having them archived. */
export function channelAdder(
  context: EffectContext,
  listener: AddedListener,
): Pick<Session, "chooseChannels" | "addChannels"> {
  const { client, store, signal } = context;
  const change = (changes: Partial<AddOverlay>): void =>
    store.set((state) =>
      state.overlay?.kind === "add"
        ? { ...state, overlay: { ...state.overlay, ...changes } }
        : state,
    );

  const load = async (): Promise<void> => {
    try {
      change({ dialogs: (await allDialogs(client, null, signal)).map(toDialogRow) });
    } catch (error) {
      change({ dialogs: [], failure: safeText(toClientFailure(error).message) });
    }
  };

  const addOne = async (reference: string): Promise<void> => {
    const variables = { input: { reference } };
    const { addChannel: result } = await client.request(AddChannelMutation, variables, { signal });
    if (result.__typename !== "AddChannelSuccess") {
      const { code, message } = result as { code: string; message: string };
      throw new RequestFailed(code, message);
    }
    for (const job of result.jobs) listener.accept(job);
  };

  const addAll = async (references: readonly string[]): Promise<void> => {
    const failed: SafeText[] = [];
    for (const reference of references) {
      change({ adding: safeText(reference), failure: null });
      try {
        await addOne(reference);
      } catch (error) {
        failed.push(text`${safeText(reference)}: ${safeText(toClientFailure(error).message)}`);
      }
    }
    const added = references.length - failed.length;
    if (added > 0) {
      toast(context, "good", text`Added ${plural(added, "channel")}; fetching.`);
      listener.refresh();
    }
    const [first] = failed;
    if (first === undefined) {
      store.set((state) => (state.overlay?.kind === "add" ? { ...state, overlay: null } : state));
    } else change({ adding: null, failure: first, marked: new Set() });
  };

  return {
    chooseChannels() {
      store.set((state) => ({
        ...state,
        overlay: {
          ...{ kind: "add", filter: EMPTY_FIELD, list: AT_TOP, dialogs: null },
          ...{ marked: new Set(), adding: null, failure: null },
        },
      }));
      void load();
    },
    addChannels: (references) => void addAll(references),
  };
}
