import type { Session } from "../effects/session.ts";
import { safeText, text } from "../format/safe-text.ts";
import type { AppState } from "../state/app-state.ts";
import { AT_TOP } from "../state/list-window.ts";
import { editKey, insert, type TextField } from "../state/text-field.ts";
import { type Action, isFor, placeOf, reasonAgainst, TYPING } from "./action.ts";
import { ACTIONS } from "./table.ts";

const REASON_MS = 8_000;

/** Does what a key means where the focus is. Returns whether it meant anything. */
export function press(session: Session, key: string): boolean {
  const { store } = session;
  const before = store.get();
  const place = placeOf(before);
  const here = ACTIONS.filter((action) => isFor(action, place));
  const typed = before.pendingKey === null ? key : `${before.pendingKey} ${key}`;
  if (before.pendingKey !== null) store.set((state) => ({ ...state, pendingKey: null }));
  const action =
    here.find(({ keys }) => keys.includes(typed)) ?? here.find(({ keys }) => keys.includes(key));
  if (action) {
    perform(session, action);
    return true;
  }
  if (here.some(({ keys }) => keys.some((each) => each.startsWith(`${key} `)))) {
    store.set((state) => ({ ...state, pendingKey: key }));
    return true;
  }
  if (!TYPING.has(place)) return false;
  const field = fieldOf(before);
  const edited = field && editKey(field, key);
  if (edited) changeField(session, edited);
  return edited !== null;
}

/** Puts text in where the focus is: what was pasted, or typed as one piece. */
export function type(session: Session, typed: string): boolean {
  const field = fieldOf(session.store.get());
  if (!field || !TYPING.has(placeOf(session.store.get()))) return false;
  changeField(session, insert(field, typed));
  return true;
}

function perform(session: Session, action: Action): void {
  const reason = reasonAgainst(action, session.store.get());
  if (reason === null) {
    session.store.set((state) => (state.toast === null ? state : { ...state, toast: null }));
    action.run(session);
    return;
  }
  session.store.set((state) => ({
    ...state,
    toast: {
      text: text`${safeText(action.hint ?? action.help)}: ${safeText(reason)}`,
      tone: "bad",
      until: state.now + REASON_MS,
    },
  }));
}

function fieldOf({ overlay, search }: AppState): TextField | null {
  if (overlay === null) return search.field;
  if (overlay.kind === "import") return overlay.path;
  if (overlay.kind === "login") return overlay.isSending ? null : overlay.field;
  return "filter" in overlay ? overlay.filter : null;
}

function changeField(session: Session, field: TextField): void {
  session.store.set((state) => {
    const { overlay } = state;
    if (overlay === null) return { ...state, search: { ...state.search, field } };
    if (overlay.kind === "import") {
      return { ...state, overlay: { ...overlay, path: field, failure: null } };
    }
    if (overlay.kind === "login") {
      return { ...state, overlay: { ...overlay, field, failure: null } };
    }
    if (overlay.kind === "palette" || overlay.kind === "add") {
      return { ...state, overlay: { ...overlay, filter: field, list: AT_TOP } };
    }
    return overlay.kind === "help"
      ? { ...state, overlay: { ...overlay, filter: field, scroll: 0 } }
      : state;
  });
  if (session.store.get().overlay === null) session.queryChanged();
}
