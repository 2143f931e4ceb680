import { addHeight } from "../actions/in-add.ts";
import { overlayHeight } from "../actions/in-overlays.ts";
import { type Line, line, span } from "../components/line.ts";
import { fit } from "../format/fit.ts";
import { plural } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { wrap } from "../format/wrap.ts";
import type { AddOverlay, ProfileOverlay } from "../state/add-overlay.ts";
import type { AppState } from "../state/app-state.ts";
import { visible } from "../state/list-window.ts";
import { glyphs } from "../theme.ts";
import { matchingDialogs } from "../view/dialog-row.ts";
import { rule } from "./frame.ts";
import { inputLine } from "./input-line.ts";
import { bodyHeight } from "./layout.ts";

/** The box to choose channels from. */
export function addLines(state: AppState, overlay: AddOverlay): Line[] {
  const { filter, dialogs, marked, adding, failure } = overlay;
  const { columns } = state.size;
  const rows = matchingDialogs(dialogs ?? [], filter.value);
  const shown = visible(overlay.list, rows.length, addHeight(state));
  const sign = glyphs(state.look.isAscii).cursor;
  const said = wrap(failure ?? text``, columns - 4).slice(0, 2);
  const head = marked.size === 0 ? text`` : text` · ${plural(marked.size, "channel")} marked`;
  return [
    line(span(text` Add channels from Telegram${head}`, "strong")),
    inputLine(text` find, or @name, link, number  `, filter, columns, adding === null),
    rule(state),
    ...(adding === null ? [] : [line(span(text`   Adding ${adding}…`, "warn"))]),
    ...(failure === null ? [] : said.map((each) => line(span(text`   ${each}`, "bad")))),
    ...(dialogs === null ? [line(span(text`   Asking Telegram for your chats…`, "dim"))] : []),
    ...(dialogs !== null && rows.length === 0
      ? [line(span(text`   ${nothing(filter.value)}`, "dim"))]
      : []),
    ...rows.slice(shown.from, shown.to).map((row, index) => {
      const isHere = shown.from + index === shown.cursor;
      const mark = marked.has(row.reference) ? "*" : " ";
      const kept = row.isArchived ? text`archived` : text``;
      return line(
        span(
          text` ${safeText(isHere ? sign : " ")}${safeText(mark)} ${fit(row.name, 20)}  ${fit(row.kind, 10)}  ${fit(kept, 8)}  ${row.title}`,
          isHere ? "strong" : "plain",
        ),
      );
    }),
  ];
}

function nothing(typed: string): SafeText {
  return typed.trim() === ""
    ? text`No chat to choose from. Type a name or a link.`
    : text`None of your chats; enter adds ${safeText(typed.trim())} as it is.`;
}

/** The box with what is known of a channel. */
export function profileOverlayLines(state: AppState, overlay: ProfileOverlay): Line[] {
  const { lines, failure, scroll } = overlay;
  const width = state.size.columns - 6;
  const all = (lines ?? []).flatMap((each) => (each === "" ? [text``] : wrap(each, width)));
  const height = overlayHeight(bodyHeight(state));
  const from = Math.min(scroll, Math.max(0, all.length - height));
  return [
    line(span(text` What is known of the channel`, "strong")),
    rule(state),
    ...(failure === null ? [] : [line(span(text`   ${failure}`, "bad"))]),
    ...(lines === null && failure === null ? [line(span(text`   Loading…`, "dim"))] : []),
    ...all.slice(from, from + height).map((each) => line(text`   ${each}`)),
  ];
}
