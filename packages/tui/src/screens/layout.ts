import { type AppState, activeJobs } from "../state/app-state.ts";

export const SMALLEST = { columns: 60, rows: 16 } as const;

/** Tabs, rule, status, hints. */
const FRAME_ROWS = 4;

export function bodyHeight({ size }: AppState): number {
  return Math.max(0, size.rows - FRAME_ROWS);
}

export function isTooSmall({ size }: AppState): boolean {
  return size.columns < SMALLEST.columns || size.rows < SMALLEST.rows;
}

/** Rows of the channel screen's parts; the list takes what is left. */
export function channelsLayout(state: AppState): { bars: number; strip: number; list: number } {
  const body = bodyHeight(state) - (state.connection.state === "offline" ? 1 : 0);
  const bars = Math.min(activeJobs(state).length, body >= 18 ? 3 : 1);
  const strip = body >= 18 ? 4 : body >= 14 ? 2 : 0;
  // Summary and heading.
  return { bars, strip, list: Math.max(1, body - 2 - bars - strip) };
}

/** Rows of the search screen's parts. */
export function searchLayout(state: AppState): { preview: number; list: number } {
  const body = bodyHeight(state) - (state.connection.state === "offline" ? 1 : 0);
  const preview = state.search.hasPreview && body >= 14 ? Math.max(4, Math.floor(body * 0.38)) : 0;
  // Query, filters, summary, heading.
  return { preview, list: Math.max(1, body - 4 - preview) };
}

/** Rows of the job screen's parts. */
export function jobsLayout(state: AppState): { strip: number; list: number } {
  const body = bodyHeight(state) - (state.connection.state === "offline" ? 1 : 0);
  const strip = body >= 16 ? 5 : 0;
  return { strip, list: Math.max(1, body - 2 - strip) };
}

/** Rows for the text of the message screen, below its facts and tabs. */
export function messageTextHeight(state: AppState, facts: number): number {
  const body = bodyHeight(state) - (state.connection.state === "offline" ? 1 : 0);
  return Math.max(1, body - shownFacts(state, facts) - 4);
}

/** Facts that find room above the text. */
export function shownFacts(state: AppState, facts: number): number {
  return Math.min(facts, Math.max(2, bodyHeight(state) - 12));
}
