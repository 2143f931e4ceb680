import type { Action } from "./action.ts";
import { EVERYWHERE } from "./everywhere.ts";
import { IN_ADD } from "./in-add.ts";
import { IN_OVERLAYS } from "./in-overlays.ts";
import { ON_ACCOUNTS } from "./on-accounts.ts";
import { ON_CHANNELS } from "./on-channels.ts";
import { ON_COVERAGE } from "./on-coverage.ts";
import { ON_JOBS } from "./on-jobs.ts";
import { ON_MESSAGE } from "./on-message.ts";
import { ON_SEARCH } from "./on-search.ts";

/** Everything that can be done. What is particular to a place comes before what acts everywhere. */
export const ACTIONS: readonly Action[] = [
  ...ON_CHANNELS,
  ...ON_SEARCH,
  ...ON_MESSAGE,
  ...ON_JOBS,
  ...ON_ACCOUNTS,
  ...ON_COVERAGE,
  ...IN_OVERLAYS,
  ...IN_ADD,
  ...EVERYWHERE,
];
