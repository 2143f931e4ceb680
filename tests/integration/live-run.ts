import { covers, gapsWithin } from "../../packages/core/src/domain/coverage.ts";
import type { Page } from "../../packages/core/src/domain/page.ts";
import { SourceUnavailable } from "../../packages/core/src/domain/source-failures.ts";
import { archiveChannel } from "../../packages/core/src/engine/archive-channel.ts";
import { FloodGate } from "../../packages/core/src/engine/flood-gate.ts";
import { followChannel } from "../../packages/core/src/engine/follow-channel.ts";
import { MemoryFloods } from "../../packages/core/src/engine/memory-floods.ts";
import type { FollowStore } from "../../packages/core/src/ports/follow-store.ts";
import type { UpdatePosition } from "../../packages/core/src/ports/update-source.ts";
import { MemoryStore } from "../../packages/core/src/store/memory-store.ts";
import { VirtualClock } from "../../packages/core/src/virtual-clock.ts";
import { FaultPlan } from "../simulator/faults/fault-plan.ts";
import type { FaultRule } from "../simulator/faults/fault-rule.ts";
import { FloodLimiter } from "../simulator/faults/flood-limiter.ts";
import { describeChat } from "../simulator/source/find-chat.ts";
import { sourceFaults } from "../simulator/source/source-faults.ts";
import { WorldSource } from "../simulator/source/world-source.ts";
import { trueMessages } from "../simulator/world/oracle.ts";
import { large } from "../simulator/world/presets/large.ts";
import { Random } from "../simulator/world/prng.ts";
import { stir } from "../simulator/world/stir.ts";
import { World } from "../simulator/world/world.ts";

/** What a run was like. */
export interface LiveOutcome {
  readonly starts: number;
  readonly live: number;
  readonly pages: number;
  readonly deleted: number;
  readonly revisions: number;
}

const ACCOUNT = "anna";
const MINUTE = 60_000;

/**
 * Follows a random channel while it is backfilled, edited, deleted from and posted to, through lost,
 * doubled and overtaken pushes, failures and restarts; compares the end with the truth. Throws with
 * the seed.
 */
export async function runLiveSeed(seed: number): Promise<LiveOutcome> {
  try {
    return await run(seed);
  } catch (error) {
    throw new Error(`live seed ${seed}: ${(error as Error).message}`, { cause: error });
  }
}

async function run(seed: number): Promise<LiveOutcome> {
  const random = new Random(seed, "live");
  const clock = new VirtualClock();
  const kind = random.pick(["broadcast", "supergroup"] as const);
  const spec = large({ ids: random.between(1, 500), holes: 0.2, content: "plain", kind });
  const world = new World({ seed, spec, now: () => clock.now() });
  const chat = world.chat("large1");
  // Public channels can be followed without joining; then nothing is pushed.
  if (random.chance(0.15)) chat.members.delete(ACCOUNT);
  const isTooLong = random.chance(0.2);
  const plan = new FaultPlan(seed, [
    ...sourceFaults(random.between(0, 2), 30),
    ...pushFaults(random),
  ]);
  const server = {
    ...{ world, clock, plan, random, limiter: new FloodLimiter(() => clock.now()) },
    ...(isTooLong && { differenceTooLongAfter: 5 }),
  };
  const { profile, access } = describeChat(world, world.account(ACCOUNT), chat);
  const store = new MemoryStore();
  await store.saveChannel(profile);
  const memory = new FollowMemory(() => clock.now());
  const pages: { page: Page; at: number }[] = [];
  const recording = {
    readCoverage: store.readCoverage.bind(store),
    saveChannel: store.saveChannel.bind(store),
    commitPage: async (page: Page) => {
      const result = await store.commitPage(page);
      pages.push({ page, at: clock.now() });
      return result;
    },
  };
  const parts = {
    ...{ store: recording, follows: memory, clock, recheckSteps: [], onCommit: () => {} },
    rechecks: { due: async () => [], sample: async () => {} },
    gate: new FloodGate({ floods: new MemoryFloods(), clock }),
    random: () => random.next() / 0x1_0000_0000,
  };

  const quiet = new AbortController();
  const end = new AbortController();
  let starts = 0;
  const follow = async (): Promise<void> => {
    while (!end.signal.aborted) {
      starts++;
      await using source = new WorldSource(server, ACCOUNT);
      const stop = new AbortController();
      const over = new AbortController();
      if (!quiet.signal.aborted) {
        clock.sleep(random.between(1, 4 * MINUTE), over.signal).then(
          () => stop.abort(new SourceUnavailable("killed")),
          () => {},
        );
      }
      const signal = AbortSignal.any([end.signal, stop.signal]);
      const channel = { access, floor: memory.floor };
      const failure: unknown = await followChannel(
        { ...parts, source, channel, onLive: () => {} },
        signal,
      ).catch((error: unknown) => error);
      over.abort();
      const isExpected = signal.aborted || failure instanceof SourceUnavailable;
      if (!isExpected) throw failure;
      await clock.sleep(random.between(0, quiet.signal.aborted ? 1000 : MINUTE));
    }
  };
  const backfill = async (): Promise<void> => {
    if (random.chance(0.3)) return;
    await clock.sleep(random.between(0, MINUTE));
    for (;;) {
      await using source = new WorldSource(server, ACCOUNT);
      const done = await archiveChannel({
        ...{ ...parts, source, access, jobId: null, signal: end.signal },
        order: random.pick(["newest_first", "oldest_first"] as const),
      }).catch((error: unknown) => error);
      if (!(done instanceof Error)) return;
      if (!(done instanceof SourceUnavailable)) throw done;
    }
  };
  const live = async (): Promise<void> => {
    for (let turn = 0; turn < 80; turn++) {
      await clock.sleep(random.chance(0.3) ? random.below(500) : random.below(15_000));
      stir(world, [chat], turn, { post: 50, album: 8, edit: 22, delete: 14, pin: 1, counters: 1 });
    }
  };

  const following = follow();
  const failed = following.catch((error: unknown) => end.abort(error));
  const backfilling = backfill();
  await clock.run(Promise.all([live(), backfilling]));
  // From here on nothing goes wrong, and nothing happens.
  quiet.abort();
  plan.clear();
  await clock.pass(25 * MINUTE);
  if (end.signal.aborted) throw end.signal.reason;

  const archive = store.read(profile.id);
  const floor = memory.floor;
  if (floor === null) throw new Error("following never began");
  const top = chat.history.top;
  const missing = top < floor ? [] : gapsWithin(archive.coverage, { first: floor, last: top });
  if (missing.length > 0) throw new Error(`a hole at the seam: ${JSON.stringify(missing)}`);
  compare(world, archive, pages, { isTooLong, begunAt: memory.begunAt });
  end.abort(new Error("over"));
  await clock.run(failed);
  return {
    ...{ starts, pages: pages.length, deleted: archive.deleted.size },
    live: pages.filter(({ page }) => page.source === "live").length,
    revisions: archive.revisionCount,
  };
}

function compare(
  world: World,
  archive: ReturnType<MemoryStore["read"]>,
  pages: readonly { page: Page; at: number }[],
  { isTooLong, begunAt }: { isTooLong: boolean; begunAt: number },
): void {
  for (const { id, versions, deletedAt } of trueMessages(world, "large1")) {
    const stored = archive.messages.get(id);
    const isCovered = covers(archive.coverage, id);
    if (stored === undefined) {
      if (isCovered && deletedAt === null)
        throw new Error(`${id} counts as examined and is not there`);
      continue;
    }
    const texts = versions.map(({ text }) => text);
    const kept = [...(archive.revisions.get(id)?.values() ?? [])].map(
      ({ message }) => message.text,
    );
    const strange = [...kept, stored.message.text].find((text) => !texts.includes(text));
    if (strange !== undefined) throw new Error(`${id} has a version that never was`);
    // What a page showed that was asked for before and committed after is told by the next recheck.
    const isLate = pages.some(
      ({ page, at }) =>
        page.source === "backfill" &&
        page.messages.some((message) => message.id === id) &&
        at >= (deletedAt ?? versions.at(-1)!.since),
    );
    const changedAt = deletedAt ?? versions.at(-1)!.since;
    if (isTooLong || isLate || changedAt <= begunAt) continue;
    const isGone = archive.deleted.has(id);
    if (isGone !== (deletedAt !== null)) throw new Error(`${id}: gone is ${isGone}`);
    if (deletedAt === null && stored.message.text !== texts.at(-1)) {
      throw new Error(`${id} is not in its last version`);
    }
  }
}

function pushFaults(random: Random): FaultRule[] {
  const rule = (name: string, chance: number, effect: FaultRule["effect"]): FaultRule => ({
    ...{ name, match: { method: "push", chance }, effect },
  });
  const strength = random.between(0, 3) / 10;
  return [
    rule("dropped", strength, { kind: "dropPush" }),
    rule("doubled", strength, { kind: "duplicatePush" }),
    rule("too long", strength / 4, { kind: "updatesTooLong" }),
  ];
}

/** What outlives processes, of one followed channel. */
class FollowMemory implements FollowStore {
  floor: number | null = null;
  /** When the first position was known: of what happened before only the history tells. */
  begunAt = Number.POSITIVE_INFINITY;
  readonly #now: () => number;
  #position: UpdatePosition | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  async list() {
    return [];
  }
  async follow() {}
  async unfollow() {}
  async setFloor(_channelId: number, floor: number) {
    this.floor = floor;
  }
  async setTrouble() {}
  async readPosition() {
    return this.#position;
  }
  async savePosition(_accountId: number, _channelId: number, position: UpdatePosition) {
    this.begunAt = Math.min(this.begunAt, this.#now());
    this.#position = position;
  }
}
