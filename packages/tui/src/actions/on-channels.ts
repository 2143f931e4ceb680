import { nameOf } from "../query/find-channels.ts";
import { channelsLayout } from "../screens/layout.ts";
import { isFirstRun } from "../state/app-state.ts";
import { AT_TOP, moveTo } from "../state/list-window.ts";
import { fieldOf } from "../state/text-field.ts";
import type { Action } from "./action.ts";
import { movements } from "./list-keys.ts";

/** Actions of the channel list. */
export const ON_CHANNELS: readonly Action[] = [
  {
    id: "channels.open",
    keys: ["enter", "l", "right"],
    where: ["channels"],
    hint: "open",
    help: "the messages of the channel",
    whyNot: (state) => (isFirstRun(state) ? "there is no channel yet" : null),
    run: (session) => {
      const { rows, known, list } = session.store.get().channels;
      const row = rows?.[list.cursor];
      const channel = known.find(({ id }) => id === row?.id);
      if (!channel) return;
      const name = nameOf(channel, known);
      session.store.set((state) => ({
        ...state,
        screen: "search",
        lastScreen: "channels",
        search: {
          ...state.search,
          field: fieldOf(`from:${name} `),
          isTyping: false,
          results: null,
          list: AT_TOP,
        },
      }));
      session.queryChanged({ isNow: true });
    },
  },
  ...movements("channels", {
    by: ({ store }, rows) =>
      store.set((state) => {
        const { channels } = state;
        const count = channels.rows?.length ?? 0;
        const height = channelsLayout(state).list;
        const list = moveTo(channels.list, channels.list.cursor + rows, count, height);
        return { ...state, channels: { ...channels, list } };
      }),
    page: ({ store }) => channelsLayout(store.get()).list,
  }),
];
