import { nameOf } from "../query/find-channels.ts";
import { channelsLayout } from "../screens/layout.ts";
import { isFirstRun } from "../state/app-state.ts";
import { AT_TOP, moveTo } from "../state/list-window.ts";
import { fieldOf } from "../state/text-field.ts";
import { type Action, needsServer } from "./action.ts";
import { movements } from "./list-keys.ts";
import { openCoverage } from "./open-coverage.ts";

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
  {
    id: "channels.coverage",
    keys: ["v"],
    where: ["channels"],
    hint: "coverage",
    help: "which ids of the channel were examined, as a map",
    whyNot: (state) => (isFirstRun(state) ? "there is no channel yet" : null),
    run: openCoverage,
  },
  {
    id: "channels.add",
    keys: ["a"],
    where: ["channels"],
    hint: "add",
    help: "archive channels from Telegram: choose from your chats, or give a name or a link",
    whyNot: needsServer,
    run: (session) => session.chooseChannels(),
  },
  {
    id: "channels.profile",
    keys: ["d"],
    where: ["channels"],
    help: "what is known of the channel: its words, its earlier names, what belongs to it",
    whyNot: (state) => (isFirstRun(state) ? "there is no channel yet" : needsServer(state)),
    run: ({ store, openProfile }) => {
      const { rows, list } = store.get().channels;
      const row = rows?.[list.cursor];
      if (row) openProfile(row.id);
    },
  },
  {
    id: "channels.follow",
    keys: ["f"],
    where: ["channels"],
    hint: "follow",
    help: "archive what happens in the channel as it happens, or not any more",
    whyNot: (state) => (isFirstRun(state) ? "there is no channel yet" : needsServer(state)),
    run: ({ store, setFollowing }) => {
      const { rows, list } = store.get().channels;
      const row = rows?.[list.cursor];
      if (row) setFollowing(row.id, !row.isFollowing);
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
