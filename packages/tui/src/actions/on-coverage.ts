import { coverageLayout } from "../screens/layout.ts";
import { moveTo } from "../state/list-window.ts";
import type { Action } from "./action.ts";
import { movements } from "./list-keys.ts";

/** Actions of the coverage screen. */
export const ON_COVERAGE: readonly Action[] = [
  {
    id: "coverage.back",
    keys: ["esc", "h", "left"],
    where: ["coverage"],
    hint: "channels",
    help: "back to the channels",
    run: ({ store }) =>
      store.set((state) => ({ ...state, screen: "channels", lastScreen: "coverage" })),
  },
  ...movements("coverage", {
    by: ({ store }, rows) =>
      store.set((state) => {
        const { coverage } = state;
        const count = coverage.view?.ranges.length ?? 0;
        const height = coverageLayout(state).list;
        const list = moveTo(coverage.list, coverage.list.cursor + rows, count, height);
        return { ...state, coverage: { ...coverage, list } };
      }),
    page: ({ store }) => coverageLayout(store.get()).list,
  }),
];
