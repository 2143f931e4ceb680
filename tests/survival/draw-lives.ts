import { Random } from "../simulator/world/prng.ts";

/** What strikes a running server besides its end. */
export type Blow =
  /** SIGKILL to PostgreSQL's first process. */
  | "database killed"
  /** All connections to Telegram end without a word. */
  | "connections cut"
  /** They stay open, and nothing is said or heard on them any more. */
  | "black hole"
  /** Nobody listens at Telegram for a while. */
  | "telegram down";

/** One process of the server, from its start to its SIGKILL; milliseconds since its start. */
export interface Life {
  readonly killedAfter: number;
  readonly blows: readonly { readonly after: number; readonly blow: Blow }[];
}

const BLOWS: readonly Blow[] = [
  ...(["database killed", "database killed", "connections cut"] as const),
  ...(["black hole", "telegram down"] as const),
];

/**
 * The lives of a run, the same for the same seed. Some end while the server still starts, most in
 * the middle of its work; every second one is struck by something else before.
 */
export function drawLives(seed: number, kills: number, longest: number): readonly Life[] {
  const random = new Random(seed, "lives");
  return Array.from({ length: kills }, () => {
    const killedAfter = random.between(50, longest);
    const isStruck = random.chance(0.5);
    const blows = isStruck
      ? [{ after: random.between(0, killedAfter), blow: random.pick(BLOWS) }]
      : [];
    return { killedAfter, blows };
  });
}
