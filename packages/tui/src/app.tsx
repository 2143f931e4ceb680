import { Box, useCursor, useInput, usePaste, useWindowSize } from "ink";
import { useEffect, useSyncExternalStore } from "react";
import { press, type } from "./actions/press.ts";
import { readKeys } from "./actions/read-keys.ts";
import { ScreenLine } from "./components/screen-line.tsx";
import type { Session } from "./effects/session.ts";
import { wholeScreen } from "./screens/whole-screen.ts";

/** The dashboard: draws the store's state, and hands keys to the action table. */
export function App({ session }: { readonly session: Session }) {
  const { store } = session;
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { columns, rows } = useWindowSize();

  useEffect(() => {
    store.set((before) =>
      before.size.columns === columns && before.size.rows === rows
        ? before
        : { ...before, size: { columns, rows } },
    );
  }, [store, columns, rows]);

  useInput((input, key) => {
    for (const { key: name, text } of readKeys(input, key)) {
      if (!press(session, name) && text !== null) type(session, text);
    }
  });
  usePaste((pasted) => {
    if (!type(session, pasted)) return;
  });

  // Until the store has heard of a new size, the old screen is drawn: it must fit all the same.
  const lines = wholeScreen({ ...state, size: { columns, rows } });
  const caretRow = lines.findIndex(({ caret }) => caret !== undefined);
  const { setCursorPosition } = useCursor();
  setCursorPosition(caretRow === -1 ? undefined : { x: lines[caretRow]?.caret ?? 0, y: caretRow });

  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {lines.map((value, row) => (
        // A row of the screen is its place; its content comes and goes.
        <ScreenLine key={row} value={value} />
      ))}
    </Box>
  );
}
