import type { Session } from "../effects/session.ts";
import { bodyHeight } from "../screens/layout.ts";
import type { AddOverlay } from "../state/add-overlay.ts";
import type { AppState } from "../state/app-state.ts";
import { moveTo } from "../state/list-window.ts";
import { matchingDialogs } from "../view/dialog-row.ts";
import type { Action } from "./action.ts";
import { overlayHeight } from "./in-overlays.ts";
import { movements } from "./list-keys.ts";

/** Rows that the list of chats has: the head, and what may be said below it, take the rest. */
export function addHeight(state: AppState): number {
  return Math.max(2, overlayHeight(bodyHeight(state)) - 3);
}

function change({ store }: Session, changed: (overlay: AddOverlay) => Partial<AddOverlay>): void {
  store.set((state) =>
    state.overlay?.kind === "add"
      ? { ...state, overlay: { ...state.overlay, ...changed(state.overlay) } }
      : state,
  );
}

function rowsOf({ dialogs, filter }: AddOverlay) {
  return matchingDialogs(dialogs ?? [], filter.value);
}

/** What would be added: what is marked, else what the cursor stands on, else what was typed. */
function chosen(overlay: AddOverlay): readonly string[] {
  if (overlay.marked.size > 0) return [...overlay.marked];
  const typed = overlay.filter.value.trim();
  const row = rowsOf(overlay)[overlay.list.cursor];
  if (row !== undefined) return [row.reference];
  return typed === "" ? [] : [typed];
}

/** Actions of the boxes about channels: what to add, and what is known of one. */
export const IN_ADD: readonly Action[] = [
  {
    id: "add.start",
    keys: ["enter"],
    where: ["add"],
    hint: "add",
    help: "archive what is marked, what is under the cursor, or what was typed",
    whyNot: ({ overlay }) => {
      if (overlay?.kind !== "add") return null;
      if (overlay.adding !== null) return "the server is at it";
      return chosen(overlay).length === 0 ? "choose a chat, or type a name or a link" : null;
    },
    run: (session) => {
      const { overlay } = session.store.get();
      if (overlay?.kind === "add") session.addChannels(chosen(overlay));
    },
  },
  {
    id: "add.mark",
    keys: ["tab"],
    where: ["add"],
    hint: "mark",
    help: "mark the chat, to add several at once; again to take the mark away",
    run: (session) =>
      change(session, (overlay) => {
        const rows = rowsOf(overlay);
        const row = rows[overlay.list.cursor];
        if (row === undefined) return {};
        const marked = new Set(overlay.marked);
        if (!marked.delete(row.reference)) marked.add(row.reference);
        const height = addHeight(session.store.get());
        return { marked, list: moveTo(overlay.list, overlay.list.cursor + 1, rows.length, height) };
      }),
  },
  ...movements(
    "add",
    {
      by: (session, rows) =>
        change(session, (overlay) => {
          const count = rowsOf(overlay).length;
          const height = addHeight(session.store.get());
          return { list: moveTo(overlay.list, overlay.list.cursor + rows, count, height) };
        }),
      page: ({ store }) => addHeight(store.get()),
    },
    false,
  ),
  ...movements("profile", {
    by: ({ store }, rows) =>
      store.set((state) => {
        const { overlay } = state;
        if (overlay?.kind !== "profile") return state;
        const scroll = Math.min(500, Math.max(0, overlay.scroll + rows));
        return { ...state, overlay: { ...overlay, scroll } };
      }),
    page: ({ store }) => overlayHeight(bodyHeight(store.get())),
  }),
];
