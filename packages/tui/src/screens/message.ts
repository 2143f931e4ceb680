import { BLANK, type Line, line, lineCells, type Span, span } from "../components/line.ts";
import { fit, repeat } from "../format/fit.ts";
import { count } from "../format/number.ts";
import { text } from "../format/safe-text.ts";
import type { AppState, MessageState } from "../state/app-state.ts";
import type { MessageView } from "../view/message-view.ts";
import { rule } from "./frame.ts";
import { messageTextHeight, shownFacts } from "./layout.ts";
import { messageLines } from "./message-text.ts";

/** One message: what is known of it, then its text, versions, media or raw form. */
export function messageScreen(state: AppState, message: MessageState): Line[] {
  const { view, failure } = message;
  if (failure !== null) return [BLANK, line(span(text`   ${failure}`, "bad"))];
  if (view === null) return [BLANK, line(span(text`   Loading…`, "dim"))];
  const height = messageTextHeight(state, view.facts.length);
  const lines = messageLines(state, view);
  const from = Math.min(message.scroll, Math.max(0, lines.length - height));
  return [
    titleLine(state, view),
    line(span(text` ${view.flags}`, view.revisionCount > 1 ? "warn" : "dim")),
    ...view.facts
      .slice(0, shownFacts(state, view.facts.length))
      .map(([label, value]) => line(span(text` ${fit(label, 9)}`, "dim"), value)),
    rule(state),
    tabsLine(message, view),
    ...lines.slice(from, from + height),
  ];
}

/** The message's number, its place among the hits, and the channel's title, last on the line. */
function titleLine({ search, size }: AppState, view: MessageView): Line {
  const total = search.results?.hits.length ?? 0;
  const place = total > 0 ? text`  (${count(search.list.cursor + 1)} of ${count(total)})` : text``;
  const head = span(text` ${view.title}${place}  `, "strong");
  const room = size.columns - lineCells({ spans: [head] });
  return line(head, room > 0 ? view.channelTitle : repeat(" ", 0));
}

function tabsLine({ tab, isRevealed }: MessageState, view: MessageView): Line {
  const names = [
    ["text", text`Text`],
    ["revisions", text`Versions (${view.revisionCount})`],
    ["media", text`Media (${view.media.length})`],
    ["raw", text`Raw JSON`],
  ] as const;
  const spans: Span[] = names.map(([id, name]) =>
    id === tab ? span(text` [${name}]`, "accent") : span(text`  ${name} `),
  );
  return {
    spans: [...spans, span(isRevealed ? text`   hidden characters shown` : text``, "warn")],
  };
}
