import { type Action, isFor, placeOf, reasonAgainst } from "../actions/action.ts";
import { overlayHeight } from "../actions/in-overlays.ts";
import { paletteItems } from "../actions/palette-items.ts";
import { ACTIONS } from "../actions/table.ts";
import { BLANK, type Line, line, span } from "../components/line.ts";
import { fit } from "../format/fit.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { wrap } from "../format/wrap.ts";
import type { AppState, Overlay } from "../state/app-state.ts";
import { visible } from "../state/list-window.ts";
import { glyphs } from "../theme.ts";
import { FLAG_LEGEND } from "../view/flag-legend.ts";
import { addLines, profileOverlayLines } from "./add.ts";
import { keyName, rule } from "./frame.ts";
import { inputLine } from "./input-line.ts";
import { bodyHeight } from "./layout.ts";
import { signInLines } from "./sign-in.ts";

/** The box over a screen, as the lines that take the screen's place. */
export function overlayLines(state: AppState, overlay: Overlay): Line[] {
  switch (overlay.kind) {
    case "help":
      return helpLines(state, overlay);
    case "palette":
      return paletteLines(state, overlay);
    case "import":
      return importLines(state, overlay);
    case "cancel":
      return cancelLines(state, overlay);
    case "login":
    case "qr":
    case "logout":
      return signInLines(state, overlay);
    case "add":
      return addLines(state, overlay);
    case "profile":
      return profileOverlayLines(state, overlay);
  }
}

function helpLines(
  state: AppState,
  { filter, scroll }: Extract<Overlay, { kind: "help" }>,
): Line[] {
  const below = { ...state, overlay: null };
  const place = placeOf(below);
  const wanted = filter.value.toLowerCase();
  const rows = ACTIONS.filter((action) => isFor(action, place))
    .filter(({ keys, help }) => `${keys.join(" ")} ${help}`.toLowerCase().includes(wanted))
    .map((action) => helpRow(action, below));
  const height = overlayHeight(bodyHeight(state)) - (state.screen === "search" ? 1 : 0);
  const from = Math.min(scroll, Math.max(0, rows.length - height));
  return [
    line(span(text` Keys: ${safeText(place)}`, "strong")),
    inputLine(text` find  `, filter, state.size.columns, true),
    rule(state),
    ...(rows.length === 0
      ? [line(span(text`   No key for that.`, "dim"))]
      : rows.slice(from, from + height)),
    ...(state.screen === "search" ? [line(span(text` FL  ${safeText(FLAG_LEGEND)}`, "dim"))] : []),
  ];
}

function helpRow(action: Action, state: AppState): Line {
  const keys = action.keys.map((key) => keyName(key, state.look.isAscii)).join("  ") as SafeText;
  const reason = reasonAgainst(action, state);
  return line(
    span(text`   ${fit(keys, 24)}`, reason === null ? "accent" : "dim"),
    span(text` ${safeText(action.help)}`, reason === null ? "plain" : "dim"),
    span(reason === null ? text`` : text`  (not now: ${safeText(reason)})`, "dim"),
  );
}

function paletteLines(
  state: AppState,
  { filter, list }: Extract<Overlay, { kind: "palette" }>,
): Line[] {
  const items = paletteItems(state);
  const shown = visible(list, items.length, overlayHeight(bodyHeight(state)));
  const sign = glyphs(state.look.isAscii).cursor;
  return [
    line(span(text` Do what?`, "strong")),
    inputLine(text` : `, filter, state.size.columns, true),
    rule(state),
    ...(items.length === 0 ? [line(span(text`   Nothing by that name.`, "dim"))] : []),
    ...items.slice(shown.from, shown.to).map((item, index) => {
      const isMarked = shown.from + index === shown.cursor;
      const why = item.whyNot === null ? text`` : text`  (not now: ${safeText(item.whyNot)})`;
      return line(
        span(
          text` ${(isMarked ? sign : " ") as SafeText} ${fit(item.keys, 16)} ${item.label}${why}`,
          item.whyNot !== null ? "dim" : isMarked ? "strong" : "plain",
        ),
      );
    }),
  ];
}

function importLines(
  state: AppState,
  { path, failure, isSending }: Extract<Overlay, { kind: "import" }>,
): Line[] {
  const width = state.size.columns;
  return [
    BLANK,
    line(span(text`   Import a Telegram Desktop export`, "strong")),
    BLANK,
    inputLine(text`   Path  `, path, width, !isSending),
    BLANK,
    ...(isSending ? [line(span(text`   The server is looking at it…`, "warn"))] : []),
    ...(failure === null
      ? []
      : wrap(failure, width - 6).map((each) => line(span(text`   ${each}`, "bad")))),
    line(
      span(
        text`   The export's folder, or its result.json or messages.html; on the server's machine.`,
        "dim",
      ),
    ),
    line(span(text`   Importing the same export again adds nothing twice.`, "dim")),
  ];
}

function cancelLines(state: AppState, { title }: Extract<Overlay, { kind: "cancel" }>): Line[] {
  return [
    BLANK,
    line(span(text`   Cancel this job?`, "strong")),
    line(text`   ${title}`),
    BLANK,
    line(text`   Nothing already archived is removed. R starts the job again, and it goes on:`),
    line(text`   what is there is not added twice.`),
    BLANK,
    line(
      span(text`   [ Keep running (esc) ]`, "accent"),
      span(text`     Cancel job (y)`, state.connection.state === "live" ? "plain" : "dim"),
    ),
  ];
}
