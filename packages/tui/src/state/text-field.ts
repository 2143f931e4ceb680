import { clustersOf } from "../format/cells.ts";

/** What is being typed, and where the caret stands (an index into `value`, in UTF-16 units). */
export interface TextField {
  readonly value: string;
  readonly caret: number;
  /** All of it is marked: typing replaces it. */
  readonly isSelected?: boolean;
}

export const EMPTY_FIELD: TextField = { value: "", caret: 0 };

/** The same text, to be replaced by what is typed next; moving the caret keeps it. */
export function selected({ value }: TextField): TextField {
  return value === "" ? EMPTY_FIELD : { value, caret: value.length, isSelected: true };
}

export function fieldOf(value: string): TextField {
  return { value, caret: value.length };
}

/** Puts text in at the caret: typed or pasted, on one line. Control characters are dropped. */
export function insert(field: TextField, typed: string): TextField {
  const { value, caret } = field.isSelected ? EMPTY_FIELD : field;
  const text = typed
    .replace(/[\r\n\t\u0085\u2028\u2029]+/g, " ")
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, "");
  return { value: value.slice(0, caret) + text + value.slice(caret), caret: caret + text.length };
}

/**
 * Applies an editing key: arrows, home, end, backspace, delete, ctrl+a e u w k. Null when the key
 * edits nothing.
 */
export function editKey(field: TextField, key: string): TextField | null {
  const { value, caret } = field;
  if (field.isSelected && (key === "backspace" || key === "delete")) return EMPTY_FIELD;
  switch (key) {
    case "left":
      return { value, caret: caret - lengthBefore(field) };
    case "right":
      return { value, caret: caret + lengthAfter(field) };
    case "home":
    case "ctrl+a":
      return { value, caret: 0 };
    case "end":
    case "ctrl+e":
      return { value, caret: value.length };
    case "backspace":
      return cut(field, caret - lengthBefore(field), caret);
    case "delete":
      return cut(field, caret, caret + lengthAfter(field));
    case "ctrl+u":
      return cut(field, 0, caret);
    case "ctrl+k":
      return cut(field, caret, value.length);
    case "ctrl+w":
      return cut(field, value.slice(0, caret).replace(/\S+\s*$/, "").length, caret);
    default:
      return null;
  }
}

function cut({ value }: TextField, from: number, to: number): TextField {
  return { value: value.slice(0, from) + value.slice(to), caret: from };
}

function lengthBefore({ value, caret }: TextField): number {
  return [...clustersOf(value.slice(0, caret))].at(-1)?.length ?? 0;
}

function lengthAfter({ value, caret }: TextField): number {
  for (const cluster of clustersOf(value.slice(caret))) return cluster.length;
  return 0;
}
