import type { ArchiveBounds } from "../../packages/core/src/engine/archive-channel.ts";
import type { WalkOrder } from "../../packages/core/src/engine/plan-gaps.ts";
import type { FloodLimit } from "../simulator/faults/flood-limiter.ts";
import type { ChatSpec } from "../simulator/world/chat.ts";
import { presetAccounts } from "../simulator/world/presets/accounts.ts";
import { Random } from "../simulator/world/prng.ts";
import type { WorldSpec } from "../simulator/world/world.ts";

/** One channel of a run, and what of it is wanted. */
export interface Task {
  readonly key: string;
  readonly bounds: ArchiveBounds;
  readonly order: WalkOrder;
}

/** Everything that a seed decides before its run begins. */
export interface Scenario {
  readonly seed: number;
  readonly spec: WorldSpec;
  readonly tasks: readonly Task[];
  /** How much goes wrong at Telegram: 0 nothing, 1 one call in four. */
  readonly strength: number;
  /** Of flood waits that strike by chance, in seconds. */
  readonly longestWait: number;
  readonly floodLimit: FloodLimit;
  /** How often the process dies, and by how many crossings of crash points apart at most. */
  readonly crashes: number;
  readonly crashDistance: number;
  /** How often a worker is told to stop, gently. */
  readonly stops: number;
  /** Probability that the database fails a call. */
  readonly databaseFaults: number;
}

const DAY = 86_400;
const BEGIN = Date.UTC(2024, 0, 1) / 1000;

/** Invents a world, its faults and the work to do. */
export function drawScenario(seed: number): Scenario {
  const random = new Random(seed, "scenario");
  const chats = Array.from({ length: random.between(1, 4) }, (_, index) => chat(index, random));
  return {
    seed,
    spec: { accounts: presetAccounts, chats },
    tasks: chats.map((spec) => ({
      key: spec.key,
      bounds: bounds(spec, random),
      order: random.pick(["newest_first", "newest_first", "oldest_first"]),
    })),
    strength: random.pick([0, 0.3, 1, 2, 3]),
    longestWait: random.pick([5, 60, 3000, 20_000]),
    floodLimit: { capacity: random.between(2, 40), perSecond: random.pick([0.2, 0.7, 2, 10]) },
    crashes: random.pick([0, 1, 4, 12]),
    crashDistance: random.pick([10, 40, 150]),
    stops: random.between(0, 2),
    databaseFaults: random.pick([0, 0, 0.01, 0.05]),
  };
}

function chat(index: number, random: Random): ChatSpec {
  const isPlain = random.chance(0.8);
  const startsAt = BEGIN + random.below(100) * DAY;
  return {
    key: `chat${index}`,
    id: 1_500_000_000 + index,
    kind: random.pick(["broadcast", "supergroup"]),
    title: `Chat ${index}`,
    username: `chat_${index}`,
    language: random.pick(["en", "ru", "ja", "ar"]),
    flavour: isPlain ? random.pick(["news", "talk"]) : "news",
    ids: idRanges(random),
    startsAt,
    endsAt: startsAt + random.between(1, 400) * DAY,
    holes: random.pick([0, 0.05, 0.3, 0.7, 0.95]),
    ...(isPlain ? { content: "plain" as const } : { poison: 0.1 }),
    members: ["anna"],
  };
}

/** None, few, many; from the first id on or from a late one; with and without large holes. */
function idRanges(random: Random): (readonly [number, number])[] {
  const size = random.pick([0, 1, 3, 99, 100, 101, 200, 350, 700, 1500, 3000]);
  if (size === 0) return [];
  const first = random.pick([1, 1, 1, 2, 57, 100_000, 2_147_000_000]);
  const last = first + size - 1 + random.below(3);
  if (!random.chance(0.3)) return [[first, last]];
  const hole = random.between(50, 400);
  return [
    [first, last],
    [last + hole, last + hole + random.below(300)],
  ];
}

function bounds(spec: ChatSpec, random: Random): ArchiveBounds {
  const none = { from: null, to: null, since: null, until: null };
  const [least, greatest] = [spec.ids[0]?.[0] ?? 1, spec.ids.at(-1)?.[1] ?? 1];
  const id = () => random.between(Math.max(1, least - 30), greatest + 30);
  const time = () => random.between(spec.startsAt - DAY, spec.endsAt + DAY);
  switch (random.pick(["all", "all", "all", "ids", "from", "dates", "since"])) {
    case "ids": {
      const [one, other] = [id(), id()];
      return { ...none, from: Math.min(one, other), to: Math.max(one, other) };
    }
    case "from":
      return { ...none, from: id() };
    case "dates": {
      const [one, other] = [time(), time()];
      return { ...none, since: Math.min(one, other), until: Math.max(one, other) + 1 };
    }
    case "since":
      return { ...none, since: time() };
    default:
      return none;
  }
}
