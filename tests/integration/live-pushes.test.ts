import { describe, expect, it } from "vitest";
import { FloodGate } from "../../packages/core/src/engine/flood-gate.ts";
import { followChannel } from "../../packages/core/src/engine/follow-channel.ts";
import { MemoryFloods } from "../../packages/core/src/engine/memory-floods.ts";
import type { UpdatePosition } from "../../packages/core/src/ports/update-source.ts";
import { MemoryStore } from "../../packages/core/src/store/memory-store.ts";
import { VirtualClock } from "../../packages/core/src/virtual-clock.ts";
import { FaultPlan } from "../simulator/faults/fault-plan.ts";
import type { FaultRule } from "../simulator/faults/fault-rule.ts";
import { FloodLimiter } from "../simulator/faults/flood-limiter.ts";
import { describeChat } from "../simulator/source/find-chat.ts";
import { WorldSource } from "../simulator/source/world-source.ts";
import { edit, post, remove } from "../simulator/world/change-messages.ts";
import { large } from "../simulator/world/presets/large.ts";
import { Random } from "../simulator/world/prng.ts";
import { World } from "../simulator/world/world.ts";

/** A channel of 300 ids that anna follows, in simulated time and at Telegram's own pace. */
async function setUp() {
  const clock = new VirtualClock();
  const spec = large({ ids: 300, holes: 0, content: "plain" });
  const world = new World({ seed: 1, spec, now: () => clock.now() });
  const chat = world.chat("large1");
  const plan = new FaultPlan(1);
  const server = {
    ...{ world, clock, plan, random: new Random(1) },
    limiter: new FloodLimiter(() => clock.now()),
  };
  const { profile, access } = describeChat(world, world.account("anna"), chat);
  const store = new MemoryStore();
  await store.saveChannel(profile);
  let floor: number | null = null;
  let position: UpdatePosition | null = null;
  const parts = {
    ...{ store, clock, recheckSteps: [], random: () => 0.5, onCommit: () => {} },
    gate: new FloodGate({ floods: new MemoryFloods(), clock }),
    rechecks: { due: async () => [], sample: async () => {} },
    follows: {
      list: async () => [],
      ...{ follow: async () => {}, unfollow: async () => {}, setTrouble: async () => {} },
      setFloor: async (_id: number, id: number) => void (floor = id),
      readPosition: async () => position,
      savePosition: async (_a: number, _b: number, at: UpdatePosition) => void (position = at),
    },
  };
  const follow = () => {
    const source = new WorldSource(server, "anna");
    const stop = new AbortController();
    const channel = { access, floor };
    const done = followChannel({ ...parts, source, channel, onLive: () => {} }, stop.signal);
    const ended = done.catch((error: unknown) => error);
    return async () => {
      stop.abort(new Error("stopped"));
      await clock.run(ended);
    };
  };
  const archive = () => store.read(profile.id);
  /** Simulated seconds until it is so. */
  const secondsUntil = async (isTrue: () => boolean) => {
    const begun = clock.now();
    while (!isTrue()) {
      await clock.pass(100);
      if (clock.now() - begun > 3_600_000) throw new Error("it never comes true");
    }
    return (clock.now() - begun) / 1000;
  };
  const once = (effect: FaultRule["effect"]) =>
    plan.add({ name: "once", match: { method: "push", calls: 1 }, effect });
  return { clock, world, chat, follow, archive, secondsUntil, once };
}

type Test = Awaited<ReturnType<typeof setUp>>;

async function begin(test: Test): Promise<() => Promise<void>> {
  const stop = test.follow();
  await test.secondsUntil(() => test.archive().coverage.at(-1)?.last === 300);
  return stop;
}

describe("news of a followed channel", () => {
  it("are there in a second or two, and a push that is lost soon after the next one", async () => {
    const test = await setUp();
    const { world, chat, archive, secondsUntil, once } = test;
    const stop = await begin(test);
    const first = post(world, chat);
    expect(await secondsUntil(() => archive().messages.has(first))).toBeLessThanOrEqual(2);
    once({ kind: "dropPush" });
    const lost = post(world, chat, { text: "lost" });
    edit(world, chat, first, { text: "edited" });
    const both = () =>
      archive().messages.has(lost) && archive().messages.get(first)?.message.text === "edited";
    expect(await secondsUntil(both)).toBeLessThanOrEqual(3);
    await stop();
  });

  it("are asked for at once when Telegram says that there were too many", async () => {
    const test = await setUp();
    const { world, chat, archive, secondsUntil, once } = test;
    const stop = await begin(test);
    once({ kind: "updatesTooLong" });
    const id = post(world, chat);
    expect(await secondsUntil(() => archive().messages.has(id))).toBeLessThanOrEqual(3);
    await stop();
  });

  it("of a channel that the account has not joined are asked for by and by", async () => {
    const test = await setUp();
    const { clock, world, chat, archive, secondsUntil } = test;
    chat.members.delete("anna");
    const stop = await begin(test);
    const id = post(world, chat);
    expect(await secondsUntil(() => archive().messages.has(id))).toBeLessThanOrEqual(20);
    // Nothing happens for a day: then it is asked for less and less, but never given up.
    await clock.pass(86_400_000);
    const late = post(world, chat);
    expect(await secondsUntil(() => archive().messages.has(late))).toBeLessThanOrEqual(610);
    await stop();
  });

  it("of the time when nobody listened are there within ten seconds after a start", async () => {
    const test = await setUp();
    const { clock, world, chat, follow, archive, secondsUntil } = test;
    const stop = await begin(test);
    await stop();
    const posted = Array.from({ length: 250 }, () => post(world, chat));
    edit(world, chat, 290, { text: "edited meanwhile" });
    remove(world, chat, [295]);
    await clock.pass(86_400_000);
    const stopAgain = follow();
    expect(await secondsUntil(() => archive().messages.has(posted[0]!))).toBeLessThanOrEqual(10);
    await secondsUntil(() => posted.every((id) => archive().messages.has(id)));
    await secondsUntil(() => archive().messages.get(290)?.message.text === "edited meanwhile");
    await secondsUntil(() => archive().deleted.has(295));
    expect(archive().messages.get(290)?.source).toBe("live");
    await stopAgain();
  });

  it("leave no hole where a message was gone before anybody was told of it", async () => {
    const test = await setUp();
    const { world, chat, archive, secondsUntil, once } = test;
    const stop = await begin(test);
    once({ kind: "dropPush" });
    const gone = post(world, chat);
    remove(world, chat, [gone]);
    const next = post(world, chat);
    const isWhole = () => archive().coverage.length === 1 && archive().coverage[0]!.last === next;
    expect(await secondsUntil(isWhole)).toBeLessThanOrEqual(60);
    expect(archive().messages.has(gone)).toBe(false);
    await stop();
  });
});
