import type { PoolClient } from "pg";
import { expect, it } from "vitest";
import type { JobLease } from "../../packages/core/src/ports/job-store.ts";
import { PostgresJobStore } from "../../packages/core/src/store/job-store.ts";
import { DONE, importRequest, killWorker, REPORT } from "./job-fixture.ts";
import { createTestDatabase } from "./test-database.ts";

type Session = 0 | 1 | 2;

/** What a session does, in this order: it takes the job, loses it, and writes all the same. */
const STEPS = ["claim", "lose", "write"] as const;

/**
 * All orders in which three sessions can go through their steps, without those that differ only in
 * the sessions' names.
 */
function interleavings(): Session[][] {
  const found: Session[][] = [];
  const extend = (order: Session[]): void => {
    if (order.length === STEPS.length * 3) found.push(order);
    for (const session of [0, 1, 2] as const) {
      const taken = order.filter((each) => each === session).length;
      const isInTurn = taken > 0 || session === 0 || order.includes((session - 1) as Session);
      if (taken < STEPS.length && isInTurn) extend([...order, session]);
    }
  };
  extend([]);
  return found;
}

const WRITES: Record<string, (lease: JobLease) => Promise<unknown>> = {
  heartbeat: (lease) => lease.heartbeat({ ...DONE, phase: "reading", messages: 3 }),
  success: (lease) => lease.succeed(REPORT, DONE),
  failure: (lease) => lease.fail({ code: "X", message: "It failed." }, DONE),
  "letting go": (lease) => lease.letGo(DONE),
};

/**
 * How a job is lost: the connection is cut, or it lives on and the lock alone is gone, so that only
 * the number of the attempt can tell the worker from its successor.
 */
const CASES = [
  ...Object.keys(WRITES).map((kind) => [kind, "lock"] as const),
  ...(["heartbeat", "success"] as const).map((kind) => [kind, "connection"] as const),
];

it.each(CASES)(
  "refuses the %s of every worker that lost its %s, whoever has its job now",
  async (kind, loss) => {
    await using database = await createTestDatabase();
    const { pool } = database;
    const jobs = new PostgresJobStore(pool);
    let acquired: PoolClient | null = null;
    pool.on("acquire", (client) => {
      acquired = client;
    });
    const orders = interleavings();
    expect(orders).toHaveLength(280);
    const seen = { late: 0, timely: 0 };

    for (const order of orders) {
      await pool.query("DELETE FROM job");
      const { id } = await jobs.create(importRequest());
      await using leases = new AsyncDisposableStack();
      const held = new Map<Session, { lease: JobLease; client: PoolClient }>();
      let holder: Session | null = null;
      let isFree = true;
      let isOver = false;

      const rowOf = async (): Promise<unknown> =>
        (await pool.query("SELECT * FROM job WHERE id = $1", [id])).rows;
      const take: Record<(typeof STEPS)[number], (session: Session) => Promise<void>> = {
        claim: async (session) => {
          await jobs.recover();
          const lease = await jobs.claim(["import"]);
          expect(lease !== null).toBe(isFree && !isOver);
          if (lease === null) return;
          held.set(session, { lease: leases.use(lease), client: acquired! });
          [holder, isFree] = [session, false];
        },
        lose: async (session) => {
          if (holder !== session) return;
          isFree = true;
          if (loss === "lock") {
            await held.get(session)!.client.query("SELECT pg_advisory_unlock_all()");
          } else {
            await killWorker(pool, id);
            holder = null;
          }
        },
        write: async (session) => {
          const lease = held.get(session)?.lease;
          if (lease === undefined) return;
          const before = await rowOf();
          const outcome = await WRITES[kind]!(lease).then(
            () => "written",
            (error: Error) => error.name,
          );
          if (holder !== session) {
            seen.late++;
            expect(outcome).toMatch(/^(LeaseLost|DatabaseUnavailable)$/);
            expect(await rowOf()).toEqual(before);
            return;
          }
          // Nobody has taken the job over, so it is still this one's to write.
          seen.timely++;
          expect(outcome).toBe("written");
          if (kind === "heartbeat") return;
          [holder, isFree, isOver] = [null, true, kind !== "letting go"];
          await lease[Symbol.asyncDispose]();
        },
      };
      const next = { 0: 0, 1: 0, 2: 0 };
      for (const session of order) await take[STEPS[next[session]++]!](session);
    }
    expect(seen.late).toBeGreaterThan(100);
    expect(seen.timely > 0).toBe(loss === "lock");
  },
  300_000,
);
