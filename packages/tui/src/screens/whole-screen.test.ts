import { describe, expect, it } from "vitest";
import { lineCells } from "../components/line.ts";
import { safeText } from "../format/safe-text.ts";
import { type AppState, initialState, type Overlay } from "../state/app-state.ts";
import { AT_TOP } from "../state/list-window.ts";
import { EMPTY_FIELD, fieldOf } from "../state/text-field.ts";
import { wholeScreen } from "./whole-screen.ts";

const OVERLAYS: readonly (Overlay | null)[] = [
  null,
  { kind: "help", filter: EMPTY_FIELD, scroll: 0 },
  { kind: "palette", filter: EMPTY_FIELD, list: AT_TOP },
  { kind: "import", path: fieldOf("x".repeat(500)), failure: safeText("no"), isSending: false },
  { kind: "cancel", jobId: "j", title: safeText("漢字".repeat(300)) },
];

function state(columns: number, rows: number, overlay: Overlay | null): AppState {
  return {
    ...initialState({
      size: { columns, rows },
      look: { hasColour: false, isAscii: false },
      now: 0,
      url: safeText("http://127.0.0.1:4000"),
    }),
    overlay,
  };
}

describe("the whole screen", () => {
  it("has exactly the rows of the terminal and never more columns, at any size", () => {
    for (const overlay of OVERLAYS) {
      for (const screen of ["channels", "search", "jobs"] as const) {
        for (let columns = 1; columns <= 220; columns += 13) {
          for (let rows = 1; rows <= 70; rows += 7) {
            const lines = wholeScreen({ ...state(columns, rows, overlay), screen });
            expect(lines).toHaveLength(rows);
            for (const line of lines) expect(lineCells(line)).toBeLessThanOrEqual(columns);
          }
        }
      }
    }
  });
});
