import type { Session } from "../effects/session.ts";
import { bodyHeight } from "../screens/layout.ts";
import { moveTo } from "../state/list-window.ts";
import type { Action } from "./action.ts";
import { movements } from "./list-keys.ts";
import { paletteItems } from "./palette-items.ts";

function close({ store }: Session): void {
  store.set((state) => ({ ...state, overlay: null }));
}

/** Rows that an overlay's list has. */
export function overlayHeight(rows: number): number {
  return Math.max(3, rows - 4);
}

/** Actions of the boxes that open over a screen. */
export const IN_OVERLAYS: readonly Action[] = [
  {
    id: "overlay.close",
    keys: ["esc"],
    where: ["help", "palette", "import", "cancel", "add", "profile"],
    hint: "close",
    help: "close",
    run: close,
  },
  {
    id: "overlay.quit",
    keys: ["ctrl+c"],
    where: ["help", "palette", "import", "query", "login", "add"],
    help: "quit; jobs go on",
    run: (session) => session.quit(),
  },
  {
    id: "overlay.redraw",
    keys: ["ctrl+l"],
    where: [
      ...(["help", "palette", "import", "query", "cancel", "login", "qr", "logout"] as const),
      ...(["add", "profile"] as const),
    ],
    help: "redraw the screen",
    run: (session) => session.redraw(),
  },
  {
    id: "import.start",
    keys: ["enter"],
    where: ["import"],
    hint: "import",
    help: "start the import",
    whyNot: ({ overlay }) => {
      if (overlay?.kind !== "import") return null;
      if (overlay.isSending) return "the server is looking at it";
      return overlay.path.value.trim() === "" ? "type or paste a path first" : null;
    },
    run: (session) => {
      const { overlay } = session.store.get();
      if (overlay?.kind === "import") session.startImport(overlay.path.value);
    },
  },
  {
    id: "cancel.yes",
    keys: ["y"],
    where: ["cancel"],
    hint: "cancel the job",
    help: "stop the job",
    run: (session) => {
      const { overlay } = session.store.get();
      if (overlay?.kind !== "cancel") return;
      close(session);
      session.commandJob("cancel", overlay.jobId);
    },
  },
  {
    id: "cancel.no",
    keys: ["enter", "n"],
    where: ["cancel"],
    hint: "keep it running",
    help: "keep the job running",
    run: close,
  },
  {
    id: "palette.run",
    keys: ["enter"],
    where: ["palette"],
    hint: "do it",
    help: "do what is marked",
    run: (session) => {
      const state = session.store.get();
      if (state.overlay?.kind !== "palette") return;
      const item = paletteItems(state)[state.overlay.list.cursor];
      if (!item || item.whyNot !== null) return;
      close(session);
      item.run(session);
    },
  },
  ...movements(
    "palette",
    {
      by: ({ store }, rows) =>
        store.set((state) => {
          if (state.overlay?.kind !== "palette") return state;
          const count = paletteItems(state).length;
          const { list } = state.overlay;
          const moved = moveTo(list, list.cursor + rows, count, overlayHeight(bodyHeight(state)));
          return { ...state, overlay: { ...state.overlay, list: moved } };
        }),
      page: ({ store }) => overlayHeight(bodyHeight(store.get())),
    },
    false,
  ),
  ...movements(
    "help",
    {
      by: ({ store }, rows) =>
        store.set((state) => {
          if (state.overlay?.kind !== "help") return state;
          const scroll = Math.min(100, Math.max(0, state.overlay.scroll + rows));
          return { ...state, overlay: { ...state.overlay, scroll } };
        }),
      page: ({ store }) => overlayHeight(bodyHeight(store.get())),
    },
    false,
  ),
];
