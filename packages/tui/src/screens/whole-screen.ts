import { BLANK, fitLine, type Line, line, span } from "../components/line.ts";
import { text } from "../format/safe-text.ts";
import type { AppState } from "../state/app-state.ts";
import { accountsScreen } from "./accounts.ts";
import { channelsScreen } from "./channels.ts";
import { coverageScreen } from "./coverage.ts";
import { hintLine, offlineLine, rule, statusLine, tabLine } from "./frame.ts";
import { jobsScreen } from "./jobs.ts";
import { bodyHeight, isTooSmall, SMALLEST } from "./layout.ts";
import { messageScreen } from "./message.ts";
import { overlayLines } from "./overlay.ts";
import { searchScreen } from "./search.ts";

/** Every row of the terminal, exactly as many as it has, none wider than it is. */
export function wholeScreen(state: AppState): Line[] {
  const { columns, rows } = state.size;
  const lines = isTooSmall(state) ? tooSmall(state) : framed(state);
  while (lines.length < rows) lines.push(BLANK);
  return lines.slice(0, rows).map((each) => fitLine(each, columns));
}

function framed(state: AppState): Line[] {
  const offline = offlineLine(state);
  const body = [...(offline ? [offline] : []), ...bodyOf(state)].slice(0, bodyHeight(state));
  while (body.length < bodyHeight(state)) body.push(BLANK);
  return [tabLine(state), rule(state), ...body, statusLine(state), hintLine(state)];
}

function bodyOf(state: AppState): Line[] {
  if (state.overlay !== null) return overlayLines(state, state.overlay);
  if (state.message !== null) return messageScreen(state, state.message);
  if (state.screen === "search") return searchScreen(state);
  if (state.screen === "coverage") return coverageScreen(state);
  if (state.screen === "accounts") return accountsScreen(state);
  return state.screen === "jobs" ? jobsScreen(state) : channelsScreen(state);
}

function tooSmall({ size }: AppState): Line[] {
  return [
    line(
      span(
        text`telekeep needs ${SMALLEST.columns}×${SMALLEST.rows} (now ${size.columns}×${size.rows}).`,
        "strong",
      ),
    ),
    line(text`Enlarge the window, or use the commands:`),
    line(text`telekeep channels, search, jobs`),
    line(text`q quits.`),
  ];
}
