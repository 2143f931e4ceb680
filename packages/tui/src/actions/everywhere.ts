import type { Session } from "../effects/session.ts";
import type { ScreenId } from "../state/app-state.ts";
import { AT_TOP } from "../state/list-window.ts";
import { EMPTY_FIELD, selected } from "../state/text-field.ts";
import { type Action, needsServer } from "./action.ts";
import { openCoverage } from "./open-coverage.ts";

function goTo(screen: ScreenId, key: string, name: string): Action {
  return {
    id: `nav.${screen}`,
    keys: [key],
    where: "everywhere",
    help: `go to ${name}`,
    run: (session) => {
      session.store.set((state) => ({
        ...state,
        screen,
        lastScreen: state.screen === screen ? state.lastScreen : state.screen,
        message: null,
      }));
      if (screen === "search") searchFirst(session);
    },
  };
}

/** The search screen is never empty without a reason: it begins with the newest messages. */
function searchFirst(session: Session): void {
  if (session.store.get().search.results === null) session.queryChanged({ isNow: true });
}

/** Actions of every screen. */
export const EVERYWHERE: readonly Action[] = [
  goTo("channels", "1", "Channels"),
  goTo("search", "2", "Search"),
  goTo("jobs", "3", "Jobs"),
  {
    id: "nav.coverage",
    keys: ["4"],
    where: "everywhere",
    help: "go to Coverage, of the channel under the cursor",
    run: openCoverage,
  },
  goTo("accounts", "5", "Accounts"),
  {
    id: "nav.last",
    keys: ["`"],
    where: "everywhere",
    help: "last screen",
    run: ({ store }) =>
      store.set((state) => ({
        ...state,
        screen: state.lastScreen,
        lastScreen: state.screen,
        message: null,
      })),
  },
  {
    id: "find",
    keys: ["/"],
    where: "everywhere",
    hint: "search",
    help: "search messages",
    run: (session) => {
      session.store.set((state) => ({
        ...state,
        screen: "search",
        lastScreen: state.screen === "search" ? state.lastScreen : state.screen,
        message: null,
        search: { ...state.search, isTyping: true, field: selected(state.search.field) },
      }));
      searchFirst(session);
    },
  },
  {
    id: "import",
    keys: ["i"],
    where: "everywhere",
    hint: "import",
    help: "import a Telegram Desktop export",
    whyNot: needsServer,
    run: ({ store }) =>
      store.set((state) => ({
        ...state,
        overlay: { kind: "import", path: EMPTY_FIELD, failure: null, isSending: false },
      })),
  },
  {
    id: "palette",
    keys: [":", "ctrl+p"],
    where: "everywhere",
    hint: "palette",
    help: "find any action or channel by name",
    run: ({ store }) =>
      store.set((state) => ({
        ...state,
        overlay: { kind: "palette", filter: EMPTY_FIELD, list: AT_TOP },
      })),
  },
  {
    id: "help",
    keys: ["?"],
    where: "everywhere",
    hint: "help",
    help: "the keys of this screen",
    run: ({ store }) =>
      store.set((state) => ({
        ...state,
        overlay: { kind: "help", filter: EMPTY_FIELD, scroll: 0 },
      })),
  },
  {
    id: "app.reconnect",
    keys: ["r"],
    where: "everywhere",
    help: "connect again now",
    whyNot: ({ connection }) => (connection.state === "live" ? "already connected" : null),
    run: (session) => session.reconnect(),
  },
  {
    id: "app.refresh",
    keys: ["ctrl+r"],
    where: "everywhere",
    help: "load everything anew",
    whyNot: needsServer,
    run: (session) => session.refresh(),
  },
  {
    id: "app.redraw",
    keys: ["ctrl+l"],
    where: "everywhere",
    help: "redraw the screen",
    run: (session) => session.redraw(),
  },
  {
    id: "app.suspend",
    keys: ["ctrl+z"],
    where: "everywhere",
    help: "suspend; fg brings it back",
    run: (session) => session.suspend(),
  },
  {
    id: "app.quit",
    keys: ["q", "ctrl+c"],
    where: "everywhere",
    hint: "quit",
    help: "quit; jobs go on",
    run: (session) => session.quit(),
  },
];
