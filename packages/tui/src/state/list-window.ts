/** The cursor of a list and the first row that is shown. */
export interface ListWindow {
  readonly cursor: number;
  readonly top: number;
}

export const AT_TOP: ListWindow = { cursor: 0, top: 0 };

/** Moves the cursor within `count` rows and scrolls just enough to keep it in sight. */
export function moveTo(
  list: ListWindow,
  cursor: number,
  count: number,
  height: number,
): ListWindow {
  const at = Math.min(Math.max(0, cursor), Math.max(0, count - 1));
  return { cursor: at, top: topFor(list.top, at, count, height) };
}

/** The rows to draw: the window, corrected for a list or a screen that changed its size. */
export function visible(
  { cursor, top }: ListWindow,
  count: number,
  height: number,
): { from: number; to: number; cursor: number } {
  const at = Math.min(cursor, Math.max(0, count - 1));
  const from = topFor(top, at, count, height);
  return { from, to: Math.min(count, from + height), cursor: at };
}

function topFor(top: number, cursor: number, count: number, height: number): number {
  const most = Math.max(0, count - height);
  const least = Math.max(0, cursor - height + 1);
  return Math.min(Math.max(Math.min(top, cursor), least), most);
}
