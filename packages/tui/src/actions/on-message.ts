import type { Session } from "../effects/session.ts";
import { messageTextHeight } from "../screens/layout.ts";
import { messageLines } from "../screens/message-text.ts";
import type { AppState, MessageState, MessageTab } from "../state/app-state.ts";
import type { Action } from "./action.ts";
import { movements } from "./list-keys.ts";
import { moveInHits } from "./on-search.ts";

const TABS: readonly MessageTab[] = ["text", "revisions", "media", "raw"];

function change(changes: (message: MessageState, state: AppState) => Partial<MessageState>) {
  return ({ store }: Session) =>
    store.set((state) =>
      state.message === null
        ? state
        : { ...state, message: { ...state.message, ...changes(state.message, state) } },
    );
}

function turn(by: number) {
  return change(({ tab }) => {
    const at = (TABS.indexOf(tab) + by + TABS.length) % TABS.length;
    return { tab: TABS[at] ?? "text", scroll: 0 };
  });
}

function show(tab: MessageTab) {
  return change(() => ({ tab, scroll: 0 }));
}

/** The versions are a list with a cursor; the other tabs scroll. */
function move(session: Session, rows: number): void {
  change((message, state) => {
    const { view, tab, revision, scroll } = message;
    if (view === null) return {};
    if (tab === "revisions") {
      const last = Math.max(0, view.revisions.length - 1);
      return { revision: Math.min(last, Math.max(0, revision + rows)), scroll: 0 };
    }
    const height = messageTextHeight(state, view.facts.length);
    const most = Math.max(0, messageLines(state, view).length - height);
    return { scroll: Math.min(most, Math.max(0, scroll + rows)) };
  })(session);
}

function step(rows: number): (session: Session) => void {
  return (session) => {
    moveInHits(session, rows);
    const { results, list } = session.store.get().search;
    const hit = results?.hits[list.cursor];
    if (hit && hit.id !== session.store.get().message?.id) session.openMessage(hit.id);
  };
}

/** Actions of the message screen. */
export const ON_MESSAGE: readonly Action[] = [
  {
    id: "message.nextTab",
    keys: ["]", "tab", "l", "right"],
    where: ["message"],
    hint: "next tab",
    help: "text, versions, media, raw",
    run: turn(1),
  },
  {
    id: "message.previousTab",
    keys: ["[", "shift+tab"],
    where: ["message"],
    help: "previous tab",
    run: turn(-1),
  },
  {
    id: "message.revisions",
    keys: ["d"],
    where: ["message"],
    hint: "versions",
    help: "the versions and what changed",
    run: show("revisions"),
  },
  {
    id: "message.raw",
    keys: ["J"],
    where: ["message"],
    help: "what the source sent, as JSON",
    run: show("raw"),
  },
  {
    id: "message.next",
    keys: ["n"],
    where: ["message"],
    hint: "next",
    help: "next hit of the search",
    run: step(1),
  },
  {
    id: "message.previous",
    keys: ["N"],
    where: ["message"],
    help: "previous hit of the search",
    run: step(-1),
  },
  {
    id: "message.reveal",
    keys: ["V"],
    where: ["message"],
    help: "show hidden characters as ⟨U+202E⟩",
    run: change(({ isRevealed }) => ({ isRevealed: !isRevealed })),
  },
  {
    id: "message.back",
    keys: ["esc", "h", "left"],
    where: ["message"],
    hint: "back",
    help: "back to the list",
    run: ({ store }) => store.set((state) => ({ ...state, message: null })),
  },
  ...movements("message", {
    by: move,
    page: ({ store }) => {
      const state = store.get();
      return messageTextHeight(state, state.message?.view?.facts.length ?? 0);
    },
  }),
];
