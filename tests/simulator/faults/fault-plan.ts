import { hash, Random } from "../world/prng.ts";
import {
  type Amount,
  type FaultEffect,
  type FaultRule,
  isPushEffect,
  type PushEffect,
} from "./fault-rule.ts";

/** A call, as far as rules look at it. */
export interface MatchedCall {
  readonly account: string | null;
  readonly method: string;
  readonly chat: string | null;
  readonly dc: number | null;
  /** Milliseconds of the world's clock. */
  readonly at: number;
}

/** A rule that fired. */
export interface FiredFault {
  readonly rule: string;
  readonly method: string;
  readonly account: string | null;
  readonly at: number;
}

interface Counters {
  matched: number;
  fired: number;
}

const KEPT = 10_000;

/**
 * Which calls go wrong, and how. The first rule that matches decides. What a rule draws depends on
 * the seed, its name and how many calls it has matched: not on time, nor on other rules.
 */
export class FaultPlan {
  readonly #seed: number;
  readonly #counters = new Map<string, Counters>();
  readonly #fired: FiredFault[] = [];
  #rules: readonly FaultRule[];

  constructor(seed: number, rules: readonly FaultRule[] = []) {
    this.#seed = seed;
    this.#rules = rules;
  }

  get rules(): readonly FaultRule[] {
    return this.#rules;
  }

  /** What fired, oldest first (the last 10,000). */
  get fired(): readonly FiredFault[] {
    return this.#fired;
  }

  /** Adds a rule in front of the others; one of the same name is replaced and starts anew. */
  add(rule: FaultRule): void {
    this.remove(rule.name);
    this.#rules = [rule, ...this.#rules];
  }

  remove(name: string): void {
    this.#rules = this.#rules.filter((rule) => rule.name !== name);
    this.#counters.delete(name);
  }

  clear(): void {
    for (const { name } of this.#rules) this.#counters.delete(name);
    this.#rules = [];
  }

  /** How often a rule fired. */
  firedTimes(name: string): number {
    return this.#counters.get(name)?.fired ?? 0;
  }

  /** The effects that hit a call. Random amounts are drawn already. */
  effectsOn(call: MatchedCall): readonly FaultEffect[] {
    return this.#fire(call, false).filter((effect) => !isPushEffect(effect));
  }

  /** What becomes of a push; null when it is sent as it is. */
  effectOnPush(call: MatchedCall): PushEffect | null {
    return this.#fire(call, true).find(isPushEffect) ?? null;
  }

  #fire(call: MatchedCall, push: boolean): readonly (FaultEffect | PushEffect)[] {
    let chosen: readonly (FaultEffect | PushEffect)[] | null = null;
    for (const rule of this.#rules) {
      const effects = [rule.effect].flat() as readonly (FaultEffect | PushEffect)[];
      if (effects.some(isPushEffect) !== push || !means(rule, call)) continue;
      const counters = this.#counters.get(rule.name) ?? { matched: 0, fired: 0 };
      this.#counters.set(rule.name, counters);
      // Also behind a rule that fires: what a rule counts must not depend on the others.
      counters.matched++;
      if (chosen !== null || !this.#isDue(rule, counters)) continue;
      counters.fired++;
      const { method, account, at } = call;
      if (this.#fired.push({ rule: rule.name, method, account, at }) > KEPT) this.#fired.shift();
      const random = new Random(this.#seed, "fault", rule.name, counters.matched);
      chosen = effects.map((effect) => drawn(effect, random));
    }
    return chosen ?? [];
  }

  #isDue(rule: FaultRule, { matched, fired }: Counters): boolean {
    const { calls, every, chance } = rule.match;
    if (fired >= (rule.times ?? Number.POSITIVE_INFINITY)) return false;
    if (calls !== undefined && ![calls].flat().includes(matched)) return false;
    if (every !== undefined && matched % every !== 0) return false;
    if (chance === undefined) return true;
    return hash(this.#seed, "chance", rule.name, matched) < chance * 0x1_0000_0000;
  }
}

function means({ match }: FaultRule, call: MatchedCall): boolean {
  const { account, method, chat, dc, from, until } = match;
  if (account !== undefined && account !== call.account) return false;
  if (chat !== undefined && chat !== call.chat) return false;
  if (dc !== undefined && dc !== call.dc) return false;
  if (from !== undefined && call.at < from) return false;
  if (until !== undefined && call.at >= until) return false;
  if (method === undefined) return true;
  return method.endsWith("*")
    ? call.method.startsWith(method.slice(0, -1))
    : call.method === method;
}

/** The effect with its ranges replaced by numbers. */
function drawn<Effect extends FaultEffect | PushEffect>(effect: Effect, random: Random): Effect {
  const fields = Object.entries(effect).map(([name, value]) => [
    name,
    Array.isArray(value) ? random.between(value[0], value[1]) : value,
  ]);
  return Object.fromEntries(fields) as Effect;
}

/** A drawn amount as a number. */
export function amount(value: Amount): number {
  return typeof value === "number" ? value : value[0];
}
