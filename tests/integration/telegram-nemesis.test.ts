import { expect, it } from "vitest";
import { TelekeepError } from "../../packages/core/src/domain/errors.ts";
import type { HistoryAnswer, HistoryStart } from "../../packages/core/src/ports/message-source.ts";
import { nemesis } from "../simulator/faults/nemesis.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { existingIds } from "../simulator/world/oracle.ts";
import { connect, unaborted } from "./telegram-fixture.ts";

it.each([
  ["down", 7],
  ["up", 8],
] as const)(
  "a walk %s through everything that can go wrong leaves no message out",
  async (direction, seed) => {
    await using simulator = await startSimulator({ seed, world: { large: { ids: 3_000 } } });
    await using source = await connect(simulator, {
      timing: { requestMs: 400, quietMs: 80, pongMs: 100 },
    });
    const reference = { type: "username", username: "large_1" } as const;
    const { access } = await source.resolve(reference, unaborted);
    const before = existingIds(simulator.world, "large1");
    for (const rule of nemesis(2, 0)) simulator.faults.add(rule);

    const seen = new Set<number>();
    const page = async (start: HistoryStart): Promise<HistoryAnswer> => {
      for (;;) {
        try {
          return await source.history({ access, start, limit: 100 }, unaborted);
        } catch (error) {
          // The same question later is what the failures ask for.
          if (!(error instanceof TelekeepError)) throw error;
          expect(error.code).toMatch(/^(FLOOD_WAIT|TELEGRAM_UNAVAILABLE)$/);
        }
      }
    };
    for (let start: HistoryStart = direction === "down" ? { below: null } : { above: 0 }; ; ) {
      const { messages, ids } = await page(start);
      for (const { id } of messages) seen.add(id);
      if (ids === null) break;
      start = direction === "down" ? { below: ids.least } : { above: ids.greatest };
    }
    const { history } = simulator.world.chat("large1");
    expect(before.filter((id) => !seen.has(id) && history.deletedAt(id) === null)).toEqual([]);
    expect(simulator.faults.fired.length).toBeGreaterThan(20);
    expect(Math.max(...simulator.peakConnectionsPerKey().values())).toBe(1);
  },
  120_000,
);
