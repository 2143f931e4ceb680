import { describe, expect, it } from "vitest";
import { FaultPlan, type MatchedCall } from "./fault-plan.ts";
import type { FaultRule } from "./fault-rule.ts";
import { nemesis } from "./nemesis.ts";

const call = (fields: Partial<MatchedCall> = {}): MatchedCall => ({
  account: "anna",
  method: "messages.getHistory",
  chat: "news",
  dc: 2,
  at: 1_000,
  ...fields,
});
const silence = { kind: "silence" } as const;
const rule = (match: FaultRule["match"], rest: Partial<FaultRule> = {}): FaultRule => ({
  name: "it",
  match,
  effect: silence,
  ...rest,
});
const hits = (plan: FaultPlan, turns: number, fields?: Partial<MatchedCall>) =>
  Array.from({ length: turns }, (_, turn) => turn + 1).filter(
    () => plan.effectsOn(call(fields)).length > 0,
  );

describe("a fault plan", () => {
  it("hits the calls that match in everything a rule names", () => {
    const matches: [FaultRule["match"], Partial<MatchedCall>][] = [
      [{ account: "anna" }, { account: "boris" }],
      [{ method: "messages.getHistory" }, { method: "updates.getState" }],
      [{ method: "messages.*" }, { method: "updates.getState" }],
      [{ chat: "news" }, { chat: null }],
      [{ dc: 2 }, { dc: 4 }],
      [{ from: 1_000 }, { at: 999 }],
      [{ until: 1_001 }, { at: 1_001 }],
    ];
    for (const [match, other] of matches) {
      const plan = new FaultPlan(1, [rule(match)]);
      expect(plan.effectsOn(call(other))).toEqual([]);
      expect(plan.effectsOn(call())).toEqual([silence]);
    }
  });

  it("counts only the calls a rule means", () => {
    const plan = new FaultPlan(1, [rule({ method: "upload.getFile", calls: [2, 4] })]);
    expect(hits(plan, 5)).toEqual([]);
    expect(hits(plan, 5, { method: "upload.getFile" })).toEqual([2, 4]);
    expect(hits(new FaultPlan(1, [rule({ every: 3 })]), 9)).toEqual([3, 6, 9]);
    expect(hits(new FaultPlan(1, [rule({}, { times: 2 })]), 9)).toEqual([1, 2]);
  });

  it("throws the same dice for the same seed, whatever else happens", () => {
    const dice = (seed: number, rules: readonly FaultRule[] = []) =>
      hits(new FaultPlan(seed, [...rules, rule({ chance: 0.3 })]), 200);
    expect(dice(7).length).toBeGreaterThan(40);
    expect(dice(7).length).toBeLessThan(80);
    expect(dice(7, [rule({ account: "boris" }, { name: "other" })])).toEqual(dice(7));
    expect(dice(8)).not.toEqual(dice(7));
  });

  it("draws amounts within their range", () => {
    const effect = { kind: "floodWait", seconds: [5, 9] } as const;
    const plan = new FaultPlan(1, [rule({}, { effect })]);
    const drawn = Array.from({ length: 100 }, () => plan.effectsOn(call())[0]);
    const seconds = drawn.map((one) => (one?.kind === "floodWait" ? one.seconds : 0));
    expect(new Set(seconds)).toEqual(new Set([5, 6, 7, 8, 9]));
  });

  it("lets the first rule that is due decide, and remembers what fired", () => {
    const first = rule({ calls: 2 }, { name: "first" });
    const second = rule({ calls: [1, 2, 3] }, { name: "second", effect: { kind: "halfOpen" } });
    const plan = new FaultPlan(1, [first, second]);
    const kinds = [1, 2, 3, 4].map(() => plan.effectsOn(call())[0]?.kind);
    expect(kinds).toEqual(["halfOpen", "silence", "halfOpen", undefined]);
    expect(plan.fired.map((one) => one.rule)).toEqual(["second", "first", "second"]);
    expect([plan.firedTimes("first"), plan.firedTimes("second")]).toEqual([1, 2]);
  });

  it("takes new rules in front, replaces them by name, and forgets them", () => {
    const plan = new FaultPlan(1, [rule({ calls: 1 })]);
    expect(hits(plan, 2)).toEqual([1]);
    plan.add(rule({ calls: 1 }));
    expect(hits(plan, 2)).toEqual([1]);
    expect(plan.rules).toHaveLength(1);
    plan.clear();
    expect(hits(plan, 2)).toEqual([]);
  });

  it("keeps faults of pushes and of calls apart", () => {
    const plan = new FaultPlan(1, [
      rule({}, { name: "push", effect: { kind: "dropPush" } }),
      rule({}, { name: "call" }),
    ]);
    expect(plan.effectsOn(call())).toEqual([silence]);
    expect(plan.effectOnPush(call({ method: "push" }))).toEqual({ kind: "dropPush" });
    expect(new FaultPlan(1, [rule({})]).effectOnPush(call({ method: "push" }))).toBe(null);
  });
});

describe("the nemesis", () => {
  it("hits in every way it knows, and not at all with strength 0", () => {
    const plan = new FaultPlan(1, nemesis(1));
    for (let turn = 0; turn < 30_000; turn++) plan.effectsOn(call());
    for (let turn = 0; turn < 1_000; turn++) {
      plan.effectsOn(call({ method: "upload.getFile" }));
      plan.effectOnPush(call({ method: "push" }));
    }
    for (const { name } of plan.rules)
      expect([name, plan.firedTimes(name) > 0]).toEqual([name, true]);
    const calm = new FaultPlan(1, nemesis(0));
    for (let turn = 0; turn < 1_000; turn++) calm.effectsOn(call());
    expect(calm.fired).toEqual([]);
  });

  it("does nothing to a page that its reader could not notice", () => {
    const effects = nemesis(1).map(({ effect }) => JSON.stringify(effect));
    for (const lie of ["emptyPage", "repeatPage", '"middle"', '"newest"']) {
      expect(effects.filter((effect) => effect.includes(lie))).toEqual([]);
    }
  });
});
