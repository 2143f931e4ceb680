import type { Session } from "../effects/session.ts";
import { searchLayout } from "../screens/layout.ts";
import type { AppState } from "../state/app-state.ts";
import { moveTo } from "../state/list-window.ts";
import { EMPTY_FIELD } from "../state/text-field.ts";
import type { Action, Place } from "./action.ts";
import { movements } from "./list-keys.ts";

/** Rows before the end of the loaded hits at which the next page is asked for. */
const LOOK_AHEAD = 25;

/** Moves the cursor in the hits, and loads more when their end comes into sight. */
export function moveInHits(session: Session, rows: number): void {
  session.store.set((state) => {
    const { search } = state;
    const count = search.results?.hits.length ?? 0;
    const list = moveTo(search.list, search.list.cursor + rows, count, searchLayout(state).list);
    return { ...state, search: { ...search, list } };
  });
  const { results, list } = session.store.get().search;
  if (results && list.cursor + LOOK_AHEAD >= results.hits.length) session.loadMoreHits();
}

const page = ({ store }: Session) => searchLayout(store.get()).list;
const noHits = ({ search }: AppState) => (search.results?.hits.length ? null : "there are no hits");

function open(session: Session): void {
  const { results, list } = session.store.get().search;
  const hit = results?.hits[list.cursor];
  if (hit) session.openMessage(hit.id);
}

function setTyping(isTyping: boolean): (session: Session) => void {
  return ({ store }) => store.set((state) => ({ ...state, search: { ...state.search, isTyping } }));
}

/** Leaves the query, then the screen. */
function back(session: Session): void {
  const { search } = session.store.get();
  if (search.field.value !== "") {
    session.store.set((state) => ({ ...state, search: { ...state.search, field: EMPTY_FIELD } }));
    session.queryChanged({ isNow: true });
  } else
    session.store.set((state) => ({ ...state, screen: state.lastScreen, lastScreen: "search" }));
}

const mover = { by: moveInHits, page };

/** Actions of the search screen: of its list, and of the query while it is typed. */
export const ON_SEARCH: readonly Action[] = [
  {
    id: "search.open",
    keys: ["enter", "l", "right"],
    where: ["search"],
    hint: "open",
    help: "the message with all its versions",
    whyNot: noHits,
    run: open,
  },
  {
    id: "search.back",
    keys: ["esc", "h", "left"],
    where: ["search"],
    help: "clear the query, then go back",
    run: back,
  },
  {
    id: "search.preview",
    keys: ["p"],
    where: ["search"],
    hint: "preview",
    help: "show or hide the preview",
    run: ({ store }) =>
      store.set((state) => ({
        ...state,
        search: { ...state.search, hasPreview: !state.search.hasPreview },
      })),
  },
  {
    id: "search.next",
    keys: ["n"],
    where: ["search"],
    help: "next hit",
    whyNot: noHits,
    run: (session) => moveInHits(session, 1),
  },
  {
    id: "search.previous",
    keys: ["N"],
    where: ["search"],
    help: "previous hit",
    whyNot: noHits,
    run: (session) => moveInHits(session, -1),
  },
  ...movements("search", mover),
  {
    id: "query.done",
    keys: ["enter", "tab"],
    where: ["query"],
    hint: "to the hits",
    help: "leave the query, go to the hits",
    run: setTyping(false),
  },
  {
    id: "query.leave",
    keys: ["esc"],
    where: ["query"],
    hint: "leave",
    help: "leave the query",
    run: setTyping(false),
  },
  ...movements("query" satisfies Place, mover, false),
];
