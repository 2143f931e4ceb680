import { afterEach, describe, expect, it, vi } from "vitest";
import { AT_TOP, moveTo, visible } from "./list-window.ts";
import { createStore } from "./store.ts";
import { editKey, fieldOf, insert } from "./text-field.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("the store", () => {
  it("draws many posts as one, and keys at once", () => {
    vi.useFakeTimers();
    const store = createStore(0);
    const draw = vi.fn();
    store.subscribe(draw);
    for (let event = 0; event < 100; event++) store.post((value) => value + 1);
    expect(draw).toHaveBeenCalledTimes(0);
    vi.advanceTimersByTime(100);
    expect(draw).toHaveBeenCalledTimes(1);
    store.post((value) => value + 1);
    store.set((value) => value + 1);
    expect(draw).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_000);
    expect(draw).toHaveBeenCalledTimes(2);
    expect(store.get()).toBe(102);
  });

  it("draws nothing when nothing changed", () => {
    const store = createStore({ a: 1 });
    const draw = vi.fn();
    store.subscribe(draw);
    store.set((state) => state);
    expect(draw).not.toHaveBeenCalled();
  });
});

describe("a list", () => {
  it("scrolls just enough to keep the cursor in sight", () => {
    const down = moveTo(AT_TOP, 12, 100, 10);
    expect(down).toEqual({ cursor: 12, top: 3 });
    expect(moveTo(down, 5, 100, 10)).toEqual({ cursor: 5, top: 3 });
    expect(moveTo(down, 1, 100, 10)).toEqual({ cursor: 1, top: 1 });
    expect(moveTo(down, 1e9, 100, 10)).toEqual({ cursor: 99, top: 90 });
    expect(moveTo(down, -1e9, 100, 10)).toEqual({ cursor: 0, top: 0 });
  });

  it("stays sound when it shrinks or the screen does", () => {
    expect(visible({ cursor: 50, top: 45 }, 3, 10)).toEqual({ from: 0, to: 3, cursor: 2 });
    expect(visible({ cursor: 50, top: 45 }, 100, 3)).toEqual({ from: 48, to: 51, cursor: 50 });
    expect(visible(AT_TOP, 0, 10)).toEqual({ from: 0, to: 0, cursor: 0 });
  });
});

describe("a text field", () => {
  it("moves and deletes by what a reader takes for characters", () => {
    const family = fieldOf("a👨‍👩‍👧‍👦b");
    const left = editKey(family, "left");
    expect(editKey(left!, "backspace")).toEqual({ value: "ab", caret: 1 });
    expect(editKey(fieldOf("one two"), "ctrl+w")).toEqual({ value: "one ", caret: 4 });
    expect(editKey(fieldOf("x"), "f5")).toBeNull();
  });

  it("keeps pasted text on one line and drops what would steer", () => {
    expect(insert(fieldOf("a"), "b\r\nc\u001b[2J\u0007")).toEqual({ value: "ab c[2J", caret: 7 });
  });
});
