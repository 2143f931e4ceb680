import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import pg from "pg";

type Adapter = Awaited<ReturnType<PrismaPg["connect"]>>;

/** What `performIO`, which the adapter's types call private, answers. */
interface RawResult {
  fields: { dataTypeID: number }[];
  rows: unknown[][];
}

/** PostgreSQL's internal one-byte type and the padded text type, by their oid in `pg_type`. */
const INTERNAL_CHAR = 18;
const BPCHAR = 1042;

/**
 * The way for Prisma's schema engine to a database, round three faults of adapter-pg 7.10.0:
 *
 * - the catalogue's `"char"` columns cannot be read ("Column type 'char' could not be deserialized");
 * - a script is cut at each semicolon, also inside `$$ … $$`, and runs without a transaction;
 * - the shadow database is the real one when a connection string is given, and is dropped while
 *   still in use.
 */
export function schemaEngineAdapter(connectionString: string): SchemaEngineAdapter {
  const pool = new pg.Pool({ connectionString });
  // Dropping the database cuts connections that lie idle; that is no failure of the engine's.
  pool.on("error", () => {});
  const real = new PrismaPg(pool);
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: real.provider,
    adapterName: real.adapterName,
    connect: async () => repair(await real.connect()),
    connectToShadowDb: () => openShadow(connectionString),
  });
  return { factory, close: () => pool.end() };
}

export interface SchemaEngineAdapter {
  /** What the engine's constructor wants. */
  readonly factory: object;
  /** The engine itself leaves its connections open, and its advisory lock taken in one of them. */
  readonly close: () => Promise<void>;
}

function repair(adapter: Adapter): Adapter {
  readInternalChars(adapter);
  adapter.executeScript = async (script) => {
    // Without parameters the server takes the whole text at once, as one transaction.
    await adapter.underlyingDriver().query(script);
  };
  return adapter;
}

/** Passes `"char"` columns off as padded text where it would be refused, and says the truth after. */
function readInternalChars(adapter: Adapter): void {
  const inner = adapter as unknown as { performIO(query: SqlQuery): Promise<RawResult> };
  const performIO = inner.performIO.bind(inner);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const internal = new WeakMap<SqlQuery, number[]>();
  inner.performIO = async (query) => {
    const result = await performIO(query);
    const columns = [...result.fields.keys()].filter(
      (column) => result.fields[column]?.dataTypeID === INTERNAL_CHAR,
    );
    internal.set(query, columns);
    for (const column of columns) {
      Object.assign(result.fields[column] ?? {}, { dataTypeID: BPCHAR });
      // The zero byte means "none" and arrives as an empty string.
      for (const row of result.rows) if (row[column] === "") row[column] = null;
    }
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const column of internal.get(query) ?? []) {
      result.columnTypes[column] = ColumnTypeEnum.Character;
    }
    return result;
  };
}

/** An empty database that is gone when the engine is done with it. */
async function openShadow(connectionString: string): Promise<Adapter> {
  const name = `telekeep_shadow_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = Object.assign(new URL(connectionString), { pathname: `/${name}` }).href;
  const shadow = repair(await new PrismaPg({ connectionString: url }).connect());
  const dispose = shadow.dispose.bind(shadow);
  shadow.dispose = async () => {
    await dispose();
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end();
  };
  return shadow;
}
