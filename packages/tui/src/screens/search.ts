import {
  BLANK,
  type Line,
  line,
  markedSpans,
  type Span,
  span,
  withSigns,
} from "../components/line.ts";
import { cellsOf } from "../format/cells.ts";
import { fit, fitRight, repeat } from "../format/fit.ts";
import { plural, relatedCount } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { wrapSegments } from "../format/wrap.ts";
import type { AppState, SearchResults } from "../state/app-state.ts";
import { visible } from "../state/list-window.ts";
import { glyphs } from "../theme.ts";
import type { Hit } from "../view/hit.ts";
import { noProof } from "../view/no-proof.ts";
import { rule } from "./frame.ts";
import { inputLine } from "./input-line.ts";
import { searchLayout } from "./layout.ts";

/** The search screen: the query, its hits, and a preview of the one under the cursor. */
export function searchScreen(state: AppState): Line[] {
  const { search, size } = state;
  const layout = searchLayout(state);
  const lines = [
    inputLine(text` / `, search.field, size.columns, search.isTyping && state.overlay === null),
    noteLine(state),
    summaryLine(state),
    heading(size.columns),
    ...hitLines(state, layout.list),
  ];
  while (lines.length < 4 + layout.list) lines.push(BLANK);
  return layout.preview > 0 ? [...lines, ...preview(state, layout.preview)] : lines;
}

/** Under the query: where it is wrong, or the filters as they were understood. */
function noteLine({ search, size }: AppState): Line {
  const { parsed } = search;
  if (!parsed.ok) {
    const opening = search.field.isSelected && search.isTyping ? 1 : 0;
    const indent = 3 + opening + cellsOf(search.field.value.slice(0, parsed.at));
    const message = text` ${safeText(parsed.message)}`;
    const marks = Math.max(1, Math.min(parsed.length, 20));
    if (indent + marks + cellsOf(message) < size.columns) {
      return line(repeat(" ", indent), span(repeat("^", marks), "bad"), span(message, "bad"));
    }
    return line(span(text`   query:${message}`, "bad"));
  }
  if (search.failure !== null) return line(span(text`   search failed: ${search.failure}`, "bad"));
  const filters = parsed.filters.map((filter) => safeText(filter)).join("   ");
  return line(span(text`   ${filters as SafeText}`, "dim"));
}

function summaryLine({ search }: AppState): Line {
  const { results, isSearching, parsed } = search;
  const busy = isSearching ? span(text`  searching`, "warn") : span(text``);
  if (results === null) return line(text` `, busy);
  const order = parsed.ok && parsed.orderBy === "RELEVANCE" ? text`best first` : text`newest first`;
  const total = relatedCount(results.total);
  const word = results.total.value === 1 ? text`match` : text`matches`;
  return line(span(text` ${total} ${word} · ${results.tookMs} ms · ${order}`, "strong"), busy);
}

/** Columns from which there is room for authors. */
const AUTHOR_FROM = 120;
const AUTHOR_CELLS = 16;

function channelCells(width: number): number {
  return width >= 100 ? 18 : width >= 80 ? 14 : 10;
}

function heading(width: number): Line {
  const channel = fit(text`CHANNEL`, channelCells(width));
  const date = width >= 80 ? text`${fit(text`DATE (UTC)`, 14)}  ` : text`${fit(text`DATE`, 8)}  `;
  const author = width >= AUTHOR_FROM ? text`${fit(text`AUTHOR`, AUTHOR_CELLS)} ` : text``;
  return line(
    span(
      text`   ${date}${channel} ${author}${fitRight(text`ID`, 9)} ${fit(text`FL`, 5)} TEXT`,
      "dim",
    ),
  );
}

function hitLines(state: AppState, height: number): Line[] {
  const { results, list, isSearching, parsed } = state.search;
  if (results === null) return [];
  if (results.hits.length === 0) {
    return isSearching || !parsed.ok ? [] : nothingFound(results, state);
  }
  const shown = visible(list, results.hits.length, height);
  const lines = results.hits
    .slice(shown.from, shown.to)
    .map((hit, index) => hitLine(hit, shown.from + index === shown.cursor, state));
  return lines;
}

function hitLine(hit: Hit, isSelected: boolean, { size, look }: AppState): Line {
  const role = isSelected ? "strong" : "plain";
  const cursor = (isSelected ? glyphs(look.isAscii).cursor : " ") as SafeText;
  const date = size.columns >= 80 ? fit(hit.postedAt, 14) : fit(hit.postedDay, 8);
  const channel = fit(hit.channelName, channelCells(size.columns));
  const author =
    size.columns >= AUTHOR_FROM ? text`${fit(hit.author ?? text``, AUTHOR_CELLS)} ` : text``;
  const head = text` ${cursor} ${date}  ${channel} ${author}${fitRight(hit.messageId, 9)} ${fit(hit.flags, 5)} `;
  const room = size.columns - cellsOf(head);
  return line(span(head, role), ...markedSpans(withSigns(hit.segments(room), look.hasColour)));
}

function nothingFound(results: SearchResults, { search, channels }: AppState): Line[] {
  const chosen = search.parsed.ok ? search.parsed.filter.channels : null;
  const searched = chosen ? new Set(chosen).size : (channels.rows?.length ?? 0);
  const scope = plural(searched, "channel");
  const lines = [
    BLANK,
    line(text`   0 matches for "${safeText(search.field.value)}" in ${scope}.`),
    line(span(text`   Try fewer words, or /part of a word/ for an exact piece of text.`, "dim")),
  ];
  if (results.gaps > 0) {
    lines.push(line(span(text`   ${noProof(results.gaps)}`, "warn")));
  }
  return lines;
}

function preview(state: AppState, height: number): Line[] {
  const { results, list } = state.search;
  const hit = results?.hits[visible(list, results.hits.length, searchLayout(state).list).cursor];
  if (!hit) return [rule(state)];
  const edited = hit.editedAt === null ? text`` : text`   edited ${hit.editedAt}`;
  const views = hit.views === null ? text`` : text`   ${hit.views} views`;
  const foot: Line[] = [
    ...(hit.media.length > 0
      ? [line(span(text` media  ${hit.media.join("   ") as SafeText}`, "dim"))]
      : []),
    ...(hit.flagWords === "" ? [] : [line(span(text` ${hit.flagWords}`, "warn"))]),
    ...(hit.permalink === null ? [] : [line(span(text` link   ${hit.permalink}`, "dim"))]),
  ].slice(0, Math.max(0, height - 3));
  const room = height - 2 - foot.length;
  const by = hit.author === null ? text`` : text`   ${hit.author}`;
  return [
    rule(state),
    line(
      span(text` ${hit.channelName} / ${hit.messageId}`, "strong"),
      text`   ${hit.postedAtFull}${edited}${views}${by}`,
    ),
    ...bodyLines(hit, state, room),
    ...foot,
  ];
}

function bodyLines(hit: Hit, { size, look }: AppState, room: number): Line[] {
  const segments = withSigns(hit.fullSegments(), look.hasColour);
  const wrapped = wrapSegments(segments, size.columns - 2);
  const lines: Line[] = wrapped.slice(0, room).map((part) => line(text` `, ...markedSpans(part)));
  const last = lines.at(-1);
  if (wrapped.length > room && last) {
    const spans: Span[] = [...last.spans, span(text` …`, "dim")];
    lines[lines.length - 1] = { spans };
  }
  while (lines.length < room) lines.push(BLANK);
  return lines;
}
