import fc from "fast-check";
import { expect, it } from "vitest";
import { PostgresJobStore } from "../../packages/core/src/store/job-store.ts";
import { backfillRequest, importRequest } from "./job-fixture.ts";
import type { ModelJob, Real } from "./job-model.ts";
import { ACTIONS, compare, modelOf } from "./job-model.ts";
import { createTestDatabase } from "./test-database.ts";

/** What the jobs have behind them to begin with, so that the limit comes into sight. */
const HAD_INTERRUPTIONS = 18;

/** Two random numbers to choose with: which job, and what else the command wants. */
class Command implements fc.AsyncCommand<ModelJob[], Real> {
  static ran = 0;
  readonly #name: string;
  readonly #target: number;
  readonly #draw: number;

  constructor(name: string, target: number, draw: number) {
    this.#name = name;
    this.#target = target;
    this.#draw = draw;
  }

  check(): boolean {
    return true;
  }

  async run(model: ModelJob[], real: Real): Promise<void> {
    const job = model[this.#target % model.length]!;
    await ACTIONS[this.#name]!(model, real, job, this.#draw);
    await compare(model, real.pool);
    Command.ran++;
  }

  toString(): string {
    return `${this.#name}(${this.#target}, ${this.#draw})`;
  }
}

const commands = fc.commands(
  Object.keys(ACTIONS).map((name) =>
    fc
      .tuple(fc.nat({ max: 2 }), fc.nat({ max: 11 }))
      .map(([target, draw]) => new Command(name, target, draw)),
  ),
  { maxCommands: 40, size: "max" },
);

it("does to its jobs what was asked of them, in a thousand sequences with crashes", async () => {
  await using database = await createTestDatabase();
  const { pool } = database;
  const jobs = new PostgresJobStore(pool);
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      await pool.query("DELETE FROM job");
      const requests = [importRequest(), importRequest(), backfillRequest()];
      const model: ModelJob[] = [];
      for (const request of requests) {
        model.push(modelOf(await jobs.create(request), HAD_INTERRUPTIONS));
      }
      await pool.query("UPDATE job SET interruptions = $1", [HAD_INTERRUPTIONS]);
      const real: Real = { pool, jobs, leases: new Map(), late: [] };
      try {
        await fc.asyncModelRun(() => ({ model, real }), sequence);
      } finally {
        const { leases, late } = real;
        for (const lease of [...leases.values(), ...late]) await lease[Symbol.asyncDispose]();
      }
    }),
    { numRuns: 1000 },
  );
  expect(Command.ran).toBeGreaterThan(10_000);
}, 300_000);
