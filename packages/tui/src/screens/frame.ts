import { type Action, isFor, placeOf, reasonAgainst } from "../actions/action.ts";
import { ACTIONS } from "../actions/table.ts";
import { type Line, line, lineCells, type Span, span } from "../components/line.ts";
import { repeat } from "../format/fit.ts";
import { count } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { clockTime } from "../format/time.ts";
import type { AppState, ScreenId } from "../state/app-state.ts";
import { glyphs } from "../theme.ts";

const TABS: readonly (readonly [ScreenId, SafeText])[] = [
  ["channels", text`1 Channels`],
  ["search", text`2 Search`],
  ["jobs", text`3 Jobs`],
  ["coverage", text`4 Coverage`],
  ["accounts", text`5 Accounts`],
];

/** Line 1: the screens, the connection, the time. The active screen stands in brackets. */
export function tabLine(state: AppState): Line {
  const connection = connectionSpan(state);
  const right = text` ${clockTime(state.now)} `;
  const room = state.size.columns - lineCells(line(connection, right));
  const names = tabs(state, false);
  // Where not all names fit, the others' numbers do.
  const spans = lineCells({ spans: names }) < room ? names : tabs(state, true);
  const used = lineCells({ spans: [...spans, connection, span(right)] });
  return {
    spans: [...spans, span(repeat(" ", state.size.columns - used)), connection, span(right)],
  };
}

function tabs({ screen }: AppState, isShort: boolean): Span[] {
  return [
    span(text` telekeep `, "strong"),
    ...TABS.map(([id, name]) =>
      screen === id
        ? span(text`[${name}]`, "accent")
        : span(text` ${isShort ? safeText(name.slice(0, 1)) : name} `),
    ),
  ];
}

function connectionSpan({ connection, look }: AppState): Span {
  const signs = glyphs(look.isAscii);
  if (connection.state === "live") return span(text`${safeText(signs.live)} live`, "good");
  if (connection.state === "offline") return span(text`${safeText(signs.offline)} offline`, "bad");
  return span(text`${safeText(signs.offline)} connecting`, "warn");
}

export function rule({ size, look }: AppState): Line {
  return line(span(repeat(glyphs(look.isAscii).rule, size.columns), "dim"));
}

/** Above the body while the server is away: since when, how old the data is, when we try again. */
export function offlineLine(state: AppState): Line | null {
  const { connection, now } = state;
  if (connection.state !== "offline") return null;
  const data =
    connection.dataAt === null ? text`` : text`, showing data of ${clockTime(connection.dataAt)}`;
  const retry =
    connection.retryAt === null
      ? text`Trying now.`
      : text`Retry in ${Math.max(0, Math.ceil((connection.retryAt - now) / 1000))} s (try ${connection.attempt}). r now`;
  return line(
    span(text` ! Not connected since ${clockTime(connection.since)}${data}. ${retry}`, "warn"),
  );
}

/** The last line but one: what just happened, or what is worth knowing. */
export function statusLine(state: AppState): Line {
  const { toast, connection, search, server } = state;
  if (toast !== null) {
    const sign = toast.tone === "good" ? text` + ` : text` x `;
    return line(span(text`${sign}${toast.text}`, toast.tone));
  }
  if (connection.state === "offline")
    return line(span(text` ${connection.reason ?? text``}`, "dim"));
  if (state.screen === "search" && search.results !== null) {
    const { pending } = search.results;
    if (pending > 0)
      return line(span(text` ${count(pending)} messages are not searchable yet`, "dim"));
  }
  const version = server.version === null ? text`` : text` · version ${server.version}`;
  return line(span(text` ${server.url}${version}`, "dim"));
}

/** The last line: the most useful keys that work now. */
export function hintLine(state: AppState): Line {
  const place = placeOf(state);
  const hints = ACTIONS.filter(
    (action) =>
      action.hint !== undefined && isFor(action, place) && reasonAgainst(action, state) === null,
  );
  const isLast = ({ id }: Action) => id === "help" || id === "app.quit";
  const room = state.size.columns < 80 ? 4 : state.size.columns < 100 ? 5 : 6;
  const shown = [...hints.filter((each) => !isLast(each)).slice(0, room), ...hints.filter(isLast)];
  const spans = shown.flatMap(({ keys, hint }) => [
    span(text` ${keyName(keys[0] ?? "", state.look.isAscii)}`, "accent"),
    span(text` ${safeText(hint ?? "")} `),
  ]);
  return { spans };
}

const SIGNS: Readonly<Record<string, string>> = {
  enter: "⏎",
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
};

/** How a key is written on the screen. */
export function keyName(key: string, isAscii: boolean): SafeText {
  return safeText(isAscii ? key : (SIGNS[key] ?? key));
}
