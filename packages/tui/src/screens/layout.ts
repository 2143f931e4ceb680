import { count } from "../format/number.ts";
import { type AppState, barJobs } from "../state/app-state.ts";

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
  const bars = Math.min(barJobs(state).length, body >= 18 ? 3 : 1);
  const strip = body >= 18 ? 4 : body >= 14 ? 2 : 0;
  // Summary and heading.
  return { bars, strip, list: Math.max(1, body - 2 - bars - strip) };
}

/** Most parts of a map that the server gives. */
const MOST_CELLS = 500;

/** The map's size and the rows of the other parts of the coverage screen. */
export function coverageLayout(state: AppState): {
  columns: number;
  mapLines: number;
  cells: number;
  list: number;
  meaning: number;
} {
  const body = bodyHeight(state) - (state.connection.state === "offline" ? 1 : 0);
  const row = state.channels.rows?.find(({ id }) => id === state.coverage.channelId);
  const known = Math.max(1, row?.progress.known ?? 1);
  const digits = count(known).length;
  const columns = Math.max(10, state.size.columns - 2 * digits - 6);
  const mostLines = body >= 20 ? 3 : body >= 14 ? 2 : 1;
  const cells = Math.min(columns * mostLines, known, MOST_CELLS);
  const mapLines = Math.ceil(cells / columns);
  const meaning = body >= 16 ? 2 : 0;
  // Heading, legend, and the table's own heading.
  return { columns, mapLines, cells, meaning, list: Math.max(1, body - 3 - mapLines - meaning) };
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
