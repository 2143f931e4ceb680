import { DatabaseUnavailable } from "@telekeep/core";

/** Prisma's own codes: not reached, too slow to be reached or to answer, closed, no room for one more. */
const AWAY = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2037"]);

/**
 * SQLSTATEs after which the same query may succeed: connection exceptions, too few resources, a
 * server that shuts down, has crashed or starts up.
 */
const PASSING = /^(08|53)|^57P0[1-5]$/;

/**
 * What a failure of Prisma means to the caller when the database is away, however Prisma tells: by a
 * code of its own, or by PostgreSQL's within its sentence. Null for anything else.
 */
export function databaseFailure(error: unknown): DatabaseUnavailable | null {
  if (!(error instanceof Error) || !error.name.startsWith("PrismaClient")) return null;
  const { code, errorCode } = error as { code?: unknown; errorCode?: unknown };
  const state = /\bCode: `(\w{5})`/.exec(error.message)?.[1];
  const reason = [code, errorCode, state]
    .filter((each) => typeof each === "string")
    .find((each) => AWAY.has(each) || PASSING.test(each));
  return reason === undefined ? null : new DatabaseUnavailable(reason, { cause: error });
}
