import { BLANK, type Line, line, span } from "../components/line.ts";
import { bar } from "../format/bar.ts";
import { fit, fitRight } from "../format/fit.ts";
import { count, plural } from "../format/number.ts";
import { type SafeText, text } from "../format/safe-text.ts";
import { type AppState, activeJobs, isFirstRun } from "../state/app-state.ts";
import { visible } from "../state/list-window.ts";
import { glyphs } from "../theme.ts";
import { type ChannelRow, channelSummary } from "../view/channel-row.ts";
import { examinedText } from "../view/examined.ts";
import { firstRun } from "./first-run.ts";
import { rule } from "./frame.ts";
import { jobBar } from "./job-bar.ts";
import { channelsLayout } from "./layout.ts";

/** The channel screen: what is archived, and what is being archived. */
export function channelsScreen(state: AppState): Line[] {
  const { rows, list } = state.channels;
  if (rows === null) return [BLANK, line(span(text`   Loading…`, "dim"))];
  if (isFirstRun(state)) return firstRun(state);
  const layout = channelsLayout(state);
  const shown = visible(list, rows.length, layout.list);
  const columns = columnsFor(state.size.columns);
  const lines = [
    summary(rows, state),
    ...activeJobs(state)
      .slice(0, layout.bars)
      .map((job) => jobBar(job, state)),
    heading(columns),
    ...rows
      .slice(shown.from, shown.to)
      .map((row, index) => rowLine(row, shown.from + index === shown.cursor, columns, state)),
  ];
  while (lines.length < 2 + layout.bars + layout.list) lines.push(BLANK);
  const selected = rows[shown.cursor];
  return layout.strip > 0 && selected ? [...lines, ...strip(selected, state, layout.strip)] : lines;
}

function summary(rows: readonly ChannelRow[], state: AppState): Line {
  const messages = rows.reduce((sum, row) => sum + row.messageCount, 0);
  const active = activeJobs(state).length;
  const jobs = active === 0 ? text`` : text` · ${plural(active, "job")} running`;
  return line(
    span(
      text` ${plural(rows.length, "channel")} · ${plural(messages, "message")}${jobs}`,
      "strong",
    ),
  );
}

/** Room for `imported`, or for a share beside its bar. */
const EXAMINED_CELLS = 8;

interface Columns {
  readonly name: number;
  readonly bar: number;
  readonly hasNewest: boolean;
}

function columnsFor(width: number): Columns {
  if (width >= 120) return { name: 24, bar: 16, hasNewest: true };
  if (width >= 80) return { name: 20, bar: width >= 100 ? 10 : 0, hasNewest: true };
  return { name: 18, bar: 0, hasNewest: false };
}

function heading({ name, bar: cells, hasNewest }: Columns): Line {
  const examined = fit(text`EXAMINED`, cells + EXAMINED_CELLS);
  const newest = hasNewest ? text`  ${fit(text`NEWEST (UTC)`, 14)}` : text``;
  return line(
    span(
      text`   ${fit(text`CHANNEL`, name)}  ${fitRight(text`MESSAGES`, 11)}  ${examined}${newest}  TITLE`,
      "dim",
    ),
  );
}

function rowLine(row: ChannelRow, isSelected: boolean, columns: Columns, state: AppState): Line {
  const cursor = isSelected ? glyphs(state.look.isAscii).cursor : " ";
  const role = isSelected ? "strong" : "plain";
  const newest = columns.hasNewest ? text`  ${fit(row.newestShort, 14)}` : text``;
  return line(
    span(text` ${cursor as SafeText} ${fit(row.name, columns.name)}`, role),
    span(text`  ${fitRight(row.messages, 11)}  `, role),
    examinedSpan(row, columns.bar, state),
    span(text`${newest}  ${row.title === row.name ? text`` : row.title}`, role),
  );
}

/** A bar and a share for channels that were examined; a word for imported ones. */
function examinedSpan({ examined }: ChannelRow, cells: number, { look }: AppState) {
  if (examined.kind === "imported") return span(fit(text`imported`, cells + EXAMINED_CELLS), "dim");
  const drawn = cells === 0 ? text`` : text`${bar(examined.fraction, cells, look.isAscii)} `;
  return span(
    fit(text`${drawn}${fitRight(examinedText(examined), 6)}`, cells + EXAMINED_CELLS),
    examined.missing === 0 ? "good" : "warn",
  );
}

function strip(row: ChannelRow, state: AppState, height: number): Line[] {
  const gaps =
    row.examined.kind === "imported"
      ? text`from imports, which prove no completeness`
      : row.examined.missing > 0
        ? text`${count(row.examined.missing)} ids not examined`
        : text`every known id examined`;
  return [
    rule(state),
    line(span(text` ${row.name}  ${row.title === row.name ? text`` : row.title}`, "strong")),
    line(text` ${channelSummary(row)} · ${gaps}`),
    line(text` oldest ${row.oldest} · newest ${row.newest} · last archived ${row.lastArchived}`),
  ].slice(0, height);
}
