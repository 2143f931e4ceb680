import type { Session } from "../effects/session.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import type { AppState } from "../state/app-state.ts";
import { type Action, isFor, placeOf, reasonAgainst } from "./action.ts";
import { EVERYWHERE } from "./everywhere.ts";
import { ON_CHANNELS } from "./on-channels.ts";
import { ON_COVERAGE } from "./on-coverage.ts";
import { ON_JOBS } from "./on-jobs.ts";
import { ON_MESSAGE } from "./on-message.ts";
import { ON_SEARCH } from "./on-search.ts";

/** One line of the palette: an action, or a channel to go to. */
export interface PaletteItem {
  readonly label: SafeText;
  readonly keys: SafeText;
  readonly whyNot: string | null;
  readonly run: (session: Session) => void;
}

const MOVEMENT = /\.(up|down|half|page|top|bottom)/i;

/** What the palette offers for what has been typed, best match first. */
export function paletteItems(state: AppState): PaletteItem[] {
  const wanted = state.overlay?.kind === "palette" ? state.overlay.filter.value.toLowerCase() : "";
  const scored = [...actionItems(state), ...channelItems(state)].flatMap((item) => {
    const score = fuzzyScore(item.label.toLowerCase(), wanted);
    return score === null ? [] : [{ item, score }];
  });
  return scored.sort((a, b) => a.score - b.score).map(({ item }) => item);
}

/**
 * How well the letters of `wanted` are found in `label`, in their order: the fewer letters lie
 * between them, the lower. Null when they are not all there.
 */
export function fuzzyScore(label: string, wanted: string): number | null {
  let at = -1;
  let score = 0;
  for (const letter of wanted.replaceAll(" ", "")) {
    const next = label.indexOf(letter, at + 1);
    if (next === -1) return null;
    score += next - at - 1;
    at = next;
  }
  return score;
}

function actionItems(state: AppState): PaletteItem[] {
  const below = { ...state, overlay: null };
  const place = placeOf(below);
  return [...ON_CHANNELS, ...ON_SEARCH, ...ON_MESSAGE, ...ON_JOBS, ...ON_COVERAGE, ...EVERYWHERE]
    .filter(
      (action) => isFor(action, place) && !MOVEMENT.test(action.id) && action.id !== "palette",
    )
    .map((action: Action) => ({
      label: text`${safeText(action.help)}`,
      keys: safeText(action.keys.join(" ")),
      whyNot: reasonAgainst(action, below),
      run: action.run,
    }));
}

function channelItems({ channels }: AppState): PaletteItem[] {
  return (channels.rows ?? []).map((row, index) => ({
    label: text`channel ${row.name} ${row.name === row.title ? text`` : row.title}`,
    keys: text``,
    whyNot: null,
    run: ({ store }) =>
      store.set((state) => ({
        ...state,
        screen: "channels",
        lastScreen: state.screen,
        message: null,
        channels: { ...state.channels, list: { cursor: index, top: index } },
      })),
  }));
}
