import { BLANK, type Line, line, type Span, span } from "../components/line.ts";
import { fit, fitRight, join } from "../format/fit.ts";
import { count, percent, plural } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { wrap } from "../format/wrap.ts";
import type { AppState } from "../state/app-state.ts";
import { visible } from "../state/list-window.ts";
import { glyphs, type Role } from "../theme.ts";
import { type CellKind, type CoverageView, idsOf } from "../view/coverage-view.ts";
import { coverageLayout } from "./layout.ts";

/** How a part of the map is drawn; its sign says what it is without colour. */
const CELLS: Record<CellKind, { sign: string; ascii: string; role: Role; words: SafeText }> = {
  examined: { sign: "█", ascii: "#", role: "good", words: text`examined` },
  mostly: { sign: "▓", ascii: "+", role: "warn", words: text`over 90%` },
  partly: { sign: "▒", ascii: ":", role: "warn", words: text`part` },
  missing: { sign: "·", ascii: ".", role: "bad", words: text`missing` },
  empty: { sign: "─", ascii: "_", role: "dim", words: text`nothing there` },
};

const MEANING = text`covered: examined, and committed. absent: examined, and not there (deleted before, or never).`;
const OF_IMPORTS = text`What is here was imported. An import proves nothing about what it does not hold.`;

/** The coverage screen: which ids of a channel were examined, as a map and in numbers. */
export function coverageScreen(state: AppState): Line[] {
  const { channelId, view, failure } = state.coverage;
  const channel = state.channels.rows?.find(({ id }) => id === channelId);
  if (channel === undefined) {
    return [BLANK, line(span(text`   No channel is chosen: choose one with 1, then v.`, "dim"))];
  }
  if (failure !== null) return [heading(channel.name, null), line(span(text` ${failure}`, "bad"))];
  if (view === null) return [heading(channel.name, null), line(span(text`   Loading…`, "dim"))];
  if (view.top === 0) {
    return [
      heading(channel.name, null),
      line(text` No message of this channel is known yet: nothing is examined or missing.`),
    ];
  }
  const layout = coverageLayout(state);
  const shown = visible(state.coverage.list, view.ranges.length, layout.list);
  const lines = [
    heading(channel.name, view),
    ...map(view, state),
    legend(view, state),
    tableHead(view),
    ...view.ranges
      .slice(shown.from, shown.to)
      .map((range, index) => rangeLine(range, view, shown.from + index === shown.cursor, state)),
  ];
  if (view.hasMoreRanges && shown.to === view.ranges.length) {
    lines.push(line(span(text`   and more: telekeep coverage ${channel.name}`, "dim")));
  }
  while (lines.length < 3 + layout.mapLines + layout.list) lines.push(BLANK);
  const isImported = channel.examined.kind === "imported";
  const meaning = wrap(isImported ? OF_IMPORTS : MEANING, state.size.columns - 2);
  return [
    ...lines,
    ...meaning.slice(0, layout.meaning).map((each) => line(span(text` ${each}`, "dim"))),
  ];
}

function heading(name: SafeText, view: CoverageView | null): Line {
  if (view === null || view.top === 0) return line(span(text` ${name}`, "strong"));
  const facts = [
    text`ids 1-${count(view.top)}`,
    text`${percent(view.fraction)} examined`,
    text`${count(view.missing)} missing`,
    text`${count(view.absent)} absent`,
  ];
  return line(span(text` ${name}  `, "strong"), join(facts));
}

function map({ cells, top }: CoverageView, state: AppState): Line[] {
  const { columns, mapLines } = coverageLayout(state);
  const digits = count(top).length;
  const edge = state.look.isAscii ? text`|` : text`│`;
  return Array.from({ length: mapLines }, (_, index) => {
    const part = cells.slice(index * columns, (index + 1) * columns);
    const [first, last] = [part[0], part.at(-1)];
    if (first === undefined || last === undefined) return BLANK;
    return line(
      span(text` ${fitRight(count(first.from), digits)} ${edge}`, "dim"),
      ...runs(part, state.look.isAscii),
      span(text`${edge} ${count(last.to)}`, "dim"),
    );
  });
}

/** Neighbours of one kind are one span. */
function runs(cells: CoverageView["cells"], isAscii: boolean): Span[] {
  const spans: { sign: string; role: Role }[] = [];
  let before: CellKind | null = null;
  for (const { kind } of cells) {
    const { sign, ascii, role } = CELLS[kind];
    const drawn = isAscii ? ascii : sign;
    if (kind === before) spans[spans.length - 1]!.sign += drawn;
    else spans.push({ sign: drawn, role });
    before = kind;
  }
  return spans.map(({ sign, role }) => span(safeText(sign), role));
}

function legend({ cells, top }: CoverageView, { look, size }: AppState): Line {
  const each = Math.ceil(top / Math.max(1, cells.length));
  const about = top % cells.length === 0 ? text`` : text`up to `;
  const signs = Object.values(CELLS).map(
    ({ sign, ascii, words }) => text`${safeText(look.isAscii ? ascii : sign)} ${words}`,
  );
  const scale = size.columns < 80 ? text`` : text`a cell: ${about}${plural(each, "id")}   `;
  return line(span(text` ${scale}${join(signs, "  ")}`, "dim"));
}

const IDS_CELLS = 13;

function rangeCells({ top }: CoverageView): number {
  return 2 * count(top).length + 3;
}

function tableHead(view: CoverageView): Line {
  const numbers = [text`IDS`, text`FOUND`, text`ABSENT`].map((word) => fitRight(word, IDS_CELLS));
  return line(
    span(text`   ${fit(text`RANGE`, rangeCells(view))}${join(numbers, "")}  STATE`, "dim"),
  );
}

function rangeLine(
  range: CoverageView["ranges"][number],
  view: CoverageView,
  isSelected: boolean,
  { look }: AppState,
): Line {
  const cursor = isSelected ? glyphs(look.isAscii).cursor : " ";
  const isGap = range.state === "GAP";
  const name = text`${count(range.fromMessageId)} - ${count(range.toMessageId)}`;
  const numbers = [
    count(idsOf(range)),
    isGap ? text`` : count(range.presentCount),
    isGap ? text`` : count(range.absentCount),
  ].map((each) => fitRight(each, IDS_CELLS));
  return line(
    span(
      text` ${cursor as SafeText} ${fit(name, rangeCells(view))}${join(numbers, "")}  `,
      isSelected ? "strong" : "plain",
    ),
    span(isGap ? text`MISSING` : text`covered`, isGap ? "warn" : "good"),
  );
}
