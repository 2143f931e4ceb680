import { createHash } from "node:crypto";
import { EventEmitter } from "node:events";
import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool, PoolConfig } from "pg";
import { PrismaClient } from "./generated/client/client.ts";

export { Prisma, PrismaClient } from "./generated/client/client.ts";

export interface PrismaClientSettings {
  /**
   * `false` behind a pooler that gives each transaction another connection without knowing prepared
   * statements (PgBouncer before 1.21).
   */
  readonly preparedStatements?: boolean;
}

/**
 * Opens Prisma over a pool of the caller's, which `$disconnect` leaves open, or over one of its own.
 */
export function createPrismaClient(
  target: Pool | PoolConfig | string,
  { preparedStatements = true }: PrismaClientSettings = {},
): PrismaClient {
  const adapter = new PrismaPg(
    inUtc(target),
    preparedStatements ? { statementNameGenerator: statementNames() } : undefined,
  );
  return new PrismaClient({ adapter });
}

/**
 * Prisma's adapter drops the offset of a time that PostgreSQL writes in the session's time zone,
 * so that zone has to be UTC, whatever the server's own is.
 */
function inUtc(target: Pool | PoolConfig | string): Pool | PoolConfig {
  if (target instanceof EventEmitter) {
    Object.assign(target.options, { verify: setUtc });
    return target;
  }
  return {
    ...(typeof target === "string" ? { connectionString: target } : target),
    verify: setUtc,
  };
}

/** Asked by the pool of each new connection, which it drops when this fails. */
const setUtc: NonNullable<PoolConfig["verify"]> = (client, done) =>
  client.query(SET_UTC, (error: Error | undefined) => done(error ?? undefined));

const SET_UTC = "SET timezone TO 'UTC'";

/** Each connection keeps its statements as long as it lives, so that not every text gets a name. */
const MOST_STATEMENTS = 256;

/**
 * Names for prepared statements: the server then parses a text once per connection, which saves a
 * quarter of a look-up by key. Beyond the limit a statement stays unnamed (an empty name).
 */
function statementNames(): (query: { readonly sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined || names.size >= MOST_STATEMENTS) return known ?? "";
    const name = createHash("sha256").update(sql).digest("base64url");
    names.set(sql, name);
    return name;
  };
}
