import { BLANK, type Line, line, markedSpans, span, withSigns } from "../components/line.ts";
import { fit, fitRight, repeat } from "../format/fit.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import { wrap, wrapSegments } from "../format/wrap.ts";
import type { AppState } from "../state/app-state.ts";
import { glyphs } from "../theme.ts";
import type { MessageView, RevisionView } from "../view/message-view.ts";

/** All lines of the open tab; the screen shows a part of them. */
export function messageLines(state: AppState, view: MessageView): Line[] {
  const { message, size } = state;
  const mode = message?.isRevealed ? "reveal" : "block";
  const width = size.columns - 2;
  switch (message?.tab) {
    case "revisions":
      return revisionLines(state, view);
    case "media":
      return view.media.length === 0
        ? [line(span(text` This message has no media.`, "dim"))]
        : view.media.flatMap((media) => [
            line(span(text` ${media.what}`, "strong")),
            ...media.details.map((detail) => line(text`   ${detail}`)),
            BLANK,
          ]);
    case "raw":
      return textLines(view.raw(mode), width);
    default: {
      const body = view.body(mode);
      return body === ""
        ? [line(span(text` This message has no text.`, "dim"))]
        : textLines(body, width);
    }
  }
}

function textLines(value: SafeText, width: number): Line[] {
  return wrap(value, width).map((each) => line(text` ${each}`));
}

function revisionLines(state: AppState, { revisions, revisionCount }: MessageView): Line[] {
  const isNarrow = state.size.columns < 80;
  const hidden = revisionCount - revisions.length;
  const selected = revisions[state.message?.revision ?? 0];
  const heading = text`   REV  ${fit(text`OBSERVED (UTC)`, 20)}  ${isNarrow ? text`` : text`${fit(text`EDIT DATE`, 20)}  `}${fit(text`SOURCE`, 8)}  CHANGE`;
  return [
    ...(hidden > 0
      ? [line(span(text` The newest ${revisions.length} of ${revisionCount} versions.`, "dim"))]
      : []),
    line(span(heading, "dim")),
    ...revisions.map((revision) => revisionRow(revision, revision === selected, isNarrow, state)),
    BLANK,
    ...(selected ? diffLines(selected, state) : []),
  ];
}

function revisionRow(
  revision: RevisionView,
  isSelected: boolean,
  isNarrow: boolean,
  { look }: AppState,
): Line {
  const cursor = (isSelected ? glyphs(look.isAscii).cursor : " ") as SafeText;
  const edited = isNarrow ? text`` : text`${fit(revision.editedAt, 20)}  `;
  const current = revision.isCurrent ? text` (current)` : text``;
  const hash = isNarrow ? text`` : text`   sha256 ${revision.hash}`;
  return line(
    span(
      text` ${cursor} ${fitRight(text`${revision.number}`, 3)}  ${fit(revision.observedAt, 20)}  ${edited}${fit(revision.source, 8)}  ${revision.change}${current}${hash}`,
      isSelected ? "strong" : "plain",
    ),
  );
}

/** Around changed words where there is no colour. */
const SIGNS = { INSERT: ["{+", "+}"], DELETE: ["[-", "-]"] } as const;

/**
 * What a version changed, by words: lines that lost something begin with `-`, lines that gained
 * something with `+`, so that it is readable without colour.
 */
function diffLines(revision: RevisionView, { size, look }: AppState): Line[] {
  const width = size.columns - 4;
  const rule = (words: SafeText) =>
    line(span(text` ${repeat(glyphs(look.isAscii).rule, 2)} ${words} `, "dim"));
  if (revision.number === 1 || revision.diff.length === 0) {
    return [rule(text`version ${revision.number}`), ...textLines(revision.body("block"), width)];
  }
  const side = (op: "INSERT" | "DELETE", sign: "+" | "-"): Line[] => {
    const segments = revision.diff
      .filter((hunk) => hunk.op === "EQUAL" || hunk.op === op)
      .map((hunk) => ({ text: hunk.text, isMarked: hunk.op === op }));
    const signed = withSigns(segments, look.hasColour, SIGNS[op]);
    return wrapSegments(signed, width)
      .filter((parts) => parts.some(({ isMarked }) => isMarked))
      .map((parts) =>
        line(
          span(text` ${safeText(sign)} `, op === "INSERT" ? "good" : "bad"),
          ...markedSpans(parts),
        ),
      );
  };
  return [
    rule(text`version ${revision.number - 1} to ${revision.number}`),
    ...side("DELETE", "-"),
    ...side("INSERT", "+"),
  ];
}
