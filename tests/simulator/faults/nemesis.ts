import type { FaultRule } from "./fault-rule.ts";

/**
 * Everything at once, by chance, that a careful client lives through unharmed. What no client could
 * notice is not here (a message left out of the middle of a page, an empty page before the end, the
 * answer to another question): tests ask for those by name.
 *
 * @param strength 1 hits about one call in four; 0 none
 * @param longestWait of flood waits, in seconds
 */
export function nemesis(strength: number, longestWait = 30): FaultRule[] {
  const rule = (name: string, chance: number, effect: FaultRule["effect"], method?: string) => ({
    name: `nemesis ${name}`,
    match: { chance: Math.min(1, chance * strength), ...(method === undefined ? {} : { method }) },
    effect,
  });
  const history = "messages.getHistory";
  return [
    rule("half-open", 0.0005, { kind: "halfOpen" }),
    rule("bad salt", 0.003, { kind: "badSalt" }),
    rule("silence", 0.003, { kind: "silence" }),
    rule("transport 429", 0.002, { kind: "transportError", code: 429 }),
    rule("disconnect before", 0.006, { kind: "disconnect", when: "before" }),
    rule("disconnect in", 0.006, { kind: "disconnect", when: "in" }),
    rule("disconnect after", 0.006, { kind: "disconnect", when: "after" }),
    rule("500", 0.01, { kind: "error", code: 500, message: "INTERNAL" }),
    rule("500 call", 0.01, { kind: "error", code: 500, message: "RPC_CALL_FAIL" }),
    rule("-503", 0.01, { kind: "error", code: -503, message: "Timeout" }),
    rule("premium wait", 0.005, {
      kind: "floodWait",
      seconds: [1, longestWait],
      name: "FLOOD_PREMIUM_WAIT",
    }),
    rule("flood wait", 0.02, { kind: "floodWait", seconds: [1, longestWait] }),
    rule("expired references", 0.02, { kind: "expireReferences" }, "upload.getFile"),
    rule("short oldest", 0.03, { kind: "shortPage", drop: "oldest", count: [1, 60] }, history),
    rule("overlap", 0.04, { kind: "overlap", ids: [1, 50] }, history),
    rule("filled window", 0.2, { kind: "fillWindow" }, history),
    rule("duplicates", 0.03, { kind: "duplicateMessages", count: [1, 20] }, history),
    rule("shuffle", 0.02, { kind: "shuffle" }, history),
    rule("edits", 0.03, { kind: "mutate", what: "edit", count: [1, 5] }, history),
    rule("older edits", 0.03, { kind: "mutate", what: "edit", where: "older", count: 3 }, history),
    rule("deletions", 0.02, { kind: "mutate", what: "delete", count: [1, 5] }, history),
    rule("posts", 0.03, { kind: "mutate", what: "post", count: [1, 3] }, history),
    rule("late", 0.05, { kind: "delay", ms: [1, 50] }),
    rule("dropped push", 0.1, { kind: "dropPush" }, "push"),
    rule("doubled push", 0.1, { kind: "duplicatePush" }, "push"),
    rule("reordered push", 0.1, { kind: "reorderPush" }, "push"),
    rule("updates too long", 0.03, { kind: "updatesTooLong" }, "push"),
  ];
}
