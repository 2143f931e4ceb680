import { BLANK, type Line, line, type Span, span } from "../components/line.ts";
import { bar } from "../format/bar.ts";
import { fit, fitRight, join } from "../format/fit.ts";
import { count, plural, rate } from "../format/number.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { type AppState, activeJobs, barJobs, isFirstRun } from "../state/app-state.ts";
import { visible } from "../state/list-window.ts";
import { glyphs } from "../theme.ts";
import { outlook } from "../view/channel-progress.ts";
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
    ...barJobs(state)
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

/** The order in which the line at the top counts states. */
const COUNTED = ["RUN", "WAIT", "QUEUE", "PAUSE", "FAIL", "GAPS", "DONE"];

function summary(rows: readonly ChannelRow[], state: AppState): Line {
  const messages = rows.reduce((sum, row) => sum + row.messageCount, 0);
  const speed = rows.reduce((sum, { progress }) => sum + (progress.perSecond ?? 0), 0);
  const active = activeJobs(state).length;
  const facts = [
    plural(rows.length, "channel"),
    plural(messages, "message"),
    ...(active === 0 ? [] : [text`${plural(active, "job")} running`]),
    ...(speed === 0 ? [] : [rate(speed)]),
  ];
  const states = COUNTED.flatMap((word) => {
    const all = rows.filter(({ progress }) => progress.word === word);
    return all.length === 0 ? [] : [text`${all.length} ${all[0]!.progress.word}`];
  });
  return line(span(text` ${join(facts)}`, "strong"), span(text`   ${join(states, "  ")}`, "dim"));
}

/** Room for `imported`, or for a share beside its bar. */
const EXAMINED_CELLS = 8;

interface Columns {
  readonly name: number;
  readonly messages: number;
  readonly bar: number;
  readonly hasRate: boolean;
  /** The end of a wait is told beside what is left of it. */
  readonly isWide: boolean;
}

function columnsFor(width: number): Columns {
  if (width >= 120) return { name: 24, messages: 11, bar: 16, hasRate: true, isWide: true };
  if (width >= 100) return { name: 20, messages: 11, bar: 10, hasRate: true, isWide: true };
  if (width >= 80) return { name: 16, messages: 11, bar: 6, hasRate: false, isWide: true };
  return { name: 16, messages: 9, bar: 0, hasRate: false, isWide: false };
}

const STATE_CELLS = 5;
const RATE_CELLS = 6;

function heading({ name, messages, bar: cells, hasRate }: Columns): Line {
  const examined = fit(text`EXAMINED`, cells + EXAMINED_CELLS);
  const speed = hasRate ? text`  ${fitRight(text`RATE`, RATE_CELLS)}` : text``;
  const left = text`   ${fit(text`CHANNEL`, name)}  ${fitRight(text`MESSAGES`, messages)}`;
  const right = text`${examined}  ${fit(text`STATE`, STATE_CELLS)}${speed}`;
  return line(span(text`${left}  ${right}  ETA / WAIT, TITLE`, "dim"));
}

function rowLine(row: ChannelRow, isSelected: boolean, columns: Columns, state: AppState): Line {
  const { progress } = row;
  const cursor = isSelected ? glyphs(state.look.isAscii).cursor : " ";
  const role = isSelected ? "strong" : "plain";
  const speed = columns.hasRate
    ? text`  ${fitRight(progress.perSecond === null ? text`` : rate(progress.perSecond), RATE_CELLS)}`
    : text``;
  const ahead = outlook(progress, state.now + state.channels.clockOffset, {
    ...{ isAscii: state.look.isAscii, isWide: columns.isWide },
  });
  // Strangers' words come last: nothing to their right can be pushed about.
  const title = row.title === row.name ? text`` : row.title;
  return line(
    span(text` ${cursor as SafeText}`, role),
    followedSpan(row, state),
    span(fit(row.name, columns.name), role),
    span(text`  ${fitRight(row.messages, columns.messages)}  `, role),
    examinedSpan(row, columns.bar, state),
    span(text`  ${fit(progress.word, STATE_CELLS)}`, progress.role),
    span(speed, role),
    span(ahead === "" ? text`` : text`  ${ahead}`, progress.state === "WAITING" ? "warn" : role),
    span(text`  ${title}`, role),
  );
}

/** A mark beside the name of a followed channel. */
function followedSpan({ isFollowing, followingTrouble }: ChannelRow, { look }: AppState): Span {
  if (!isFollowing) return span(text` `);
  const { live, offline } = glyphs(look.isAscii);
  return followingTrouble === null ? span(safeText(live), "good") : span(safeText(offline), "bad");
}

/** A bar and a share for channels that were examined; a word for imported ones. */
function examinedSpan({ examined }: ChannelRow, cells: number, { look }: AppState): Span {
  if (examined.kind === "imported") return span(fit(text`imported`, cells + EXAMINED_CELLS), "dim");
  const drawn = cells === 0 ? text`` : text`${bar(examined.fraction, cells, look.isAscii)} `;
  return span(
    fit(text`${drawn}${fitRight(examinedText(examined), 6)}`, cells + EXAMINED_CELLS),
    examined.fraction === 1 ? "good" : "warn",
  );
}

function strip(row: ChannelRow, state: AppState, height: number): Line[] {
  const { progress } = row;
  const times = text` oldest ${row.oldest} · newest ${row.newest} · last archived ${row.lastArchived}`;
  return [
    rule(state),
    line(span(text` ${row.name}  ${row.title === row.name ? text`` : row.title}`, "strong")),
    line(text` ${channelSummary(row)} · ${gapsText(row)}${followingText(row)}`),
    progress.reason === null
      ? (troubleLine(row) ?? line(times))
      : line(span(text` ${progress.word}: ${progress.reason}`, progress.role)),
  ].slice(0, height);
}

function gapsText({ examined, messageCount }: ChannelRow): SafeText {
  if (examined.kind === "imported") return text`from imports, which prove no completeness`;
  if (examined.missing > 0) return text`${count(examined.missing)} ids not examined`;
  return examined.fraction === 1 || messageCount > 0
    ? text`every known id examined`
    : text`nothing examined yet`;
}

function followingText({ isFollowing, followingTrouble }: ChannelRow): SafeText {
  if (!isFollowing) return text``;
  return followingTrouble === null ? text` · followed live` : text` · not followed`;
}

/** Why a channel is not followed that should be. */
function troubleLine({ followingTrouble }: ChannelRow): Line | null {
  if (followingTrouble === null) return null;
  return line(span(text` cannot be followed: ${followingTrouble}`, "bad"));
}
