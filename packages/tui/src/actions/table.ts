import type { Action } from "./action.ts";
import { EVERYWHERE } from "./everywhere.ts";
import { IN_OVERLAYS } from "./in-overlays.ts";
import { ON_CHANNELS } from "./on-channels.ts";
import { ON_JOBS } from "./on-jobs.ts";
import { ON_MESSAGE } from "./on-message.ts";
import { ON_SEARCH } from "./on-search.ts";

/** Everything that can be done. What is particular to a place comes before what acts everywhere. */
export const ACTIONS: readonly Action[] = [
  ...ON_CHANNELS,
  ...ON_SEARCH,
  ...ON_MESSAGE,
  ...ON_JOBS,
  ...IN_OVERLAYS,
  ...EVERYWHERE,
];
