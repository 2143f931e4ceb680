import type { Key } from "ink";

/** One thing that came from the keyboard: a key by its name, or text to put in. */
export interface KeyPress {
  /** "j", "G", "enter", "ctrl+d", "pagedown" … */
  readonly key: string;
  /** What to put into a text field; null for keys that write nothing. */
  readonly text: string | null;
}

const NAMED: readonly (readonly [keyof Key, string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "esc"],
  ["backspace", "backspace"],
  ["delete", "delete"],
];

/**
 * Names the keys of an input event. Fast typing and some terminals deliver several characters at
 * once, an Enter among them; each becomes a key press of its own.
 */
export function readKeys(input: string, key: Key): KeyPress[] {
  for (const [flag, name] of NAMED) if (key[flag]) return [named(name)];
  if (key.tab) return [named(key.shift ? "shift+tab" : "tab")];
  if (key.ctrl) return input === "" ? [] : [named(`ctrl+${input.toLowerCase()}`)];
  if (key.meta) return [];
  return Array.from(input, (character): KeyPress => {
    if (character === "\r" || character === "\n") return named("enter");
    if (character === "\t") return named("tab");
    return { key: character === " " ? "space" : character, text: character };
  });
}

function named(key: string): KeyPress {
  return { key, text: null };
}
