import type { FaultRule } from "../faults/fault-rule.ts";

/**
 * What goes wrong between an account and Telegram, by chance, as far as a source shows it: also
 * empty answers before the end and answers to another question, which the engine must see through.
 *
 * @param strength 1 hits about one call in four; 0 none
 * @param longestWait of flood waits, in seconds
 */
export function sourceFaults(strength: number, longestWait: number): FaultRule[] {
  const rule = (name: string, chance: number, effect: FaultRule["effect"]): FaultRule => ({
    ...{ name, match: { chance: Math.min(1, chance * strength) }, effect },
  });
  return [
    rule("connection lost for good", 0.002, { kind: "halfOpen" }),
    rule("unavailable", 0.03, { kind: "error", code: 500, message: "INTERNAL" }),
    rule("answer lost", 0.015, { kind: "disconnect", when: "in" }),
    rule("flood wait", 0.03, { kind: "floodWait", seconds: [1, longestWait] }),
    rule("empty page", 0.03, { kind: "emptyPage" }),
    rule("tail missing", 0.04, { kind: "shortPage", drop: "oldest", count: [1, 99] }),
    rule("overlap", 0.03, { kind: "overlap", ids: [1, 60] }),
    rule("another question", 0.02, { kind: "overlap", ids: [200, 400] }),
    rule("duplicates", 0.03, { kind: "duplicateMessages", count: [1, 20] }),
    rule("edits", 0.03, { kind: "mutate", what: "edit", count: [1, 5] }),
    rule("older edits", 0.02, { kind: "mutate", what: "edit", where: "older", count: 3 }),
    rule("deletions", 0.02, { kind: "mutate", what: "delete", count: [1, 5] }),
    rule("older deletions", 0.02, {
      ...{ kind: "mutate", what: "delete", where: "older", count: [1, 40] },
    }),
    rule("posts", 0.03, { kind: "mutate", what: "post", count: [1, 3] }),
    rule("slow", 0.01, { kind: "delay", ms: [1000, 120_000] }),
  ];
}
