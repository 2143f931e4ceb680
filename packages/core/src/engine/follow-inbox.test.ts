import { describe, expect, it } from "vitest";
import { VirtualClock } from "../virtual-clock.ts";
import { FollowInbox } from "./follow-inbox.ts";

const push = (from: number, to: number) => ({ from, to, changes: [] });

function inboxOf(...pushes: Parameters<FollowInbox["add"]>[0][]): FollowInbox {
  const inbox = new FollowInbox(new VirtualClock());
  for (const one of pushes) inbox.add(one);
  return inbox;
}

describe("pushes that wait to be applied", () => {
  it("come out in the stream's order, whatever order they came in", () => {
    const inbox = inboxOf(push(12, 13), push(10, 11), push(11, 12));
    const { pushes, pts } = inbox.takeFrom(10);
    expect(pushes.map(({ from }) => from)).toEqual([10, 11, 12]);
    expect([pts, inbox.hasHole]).toEqual([13, false]);
  });

  it("stop at a hole until what is missing has come", () => {
    const inbox = inboxOf(push(10, 11), push(13, 14));
    expect(inbox.takeFrom(10)).toMatchObject({ pts: 11 });
    expect(inbox.hasHole).toBe(true);
    inbox.add(push(11, 13));
    expect(inbox.takeFrom(11)).toMatchObject({ pts: 14, pushes: [{ from: 11 }, { from: 13 }] });
  });

  it("are dropped when they are known, and told once when they come twice", () => {
    const inbox = inboxOf(push(10, 11), push(10, 11), push(5, 6));
    expect(inbox.takeFrom(10).pushes).toHaveLength(1);
    expect(inbox.hasHole).toBe(false);
  });

  it("say that something was missed, also when there were too many to keep", () => {
    const inbox = inboxOf("missed");
    expect([inbox.takeMissed(), inbox.takeMissed()]).toEqual([true, false]);
    for (let pts = 0; pts < 1000; pts++) inbox.add(push(pts, pts + 1));
    expect(inbox.takeMissed()).toBe(false);
    inbox.add(push(1000, 1001));
    expect(inbox.takeMissed()).toBe(true);
  });
});
