import { expect, it } from "vitest";
import { CopyRows } from "../../packages/core/src/store/copy-rows.ts";
import { createTestDatabase } from "./test-database.ts";

const COPY = "COPY sample (a, b, c, d, e, f) FROM STDIN (FORMAT binary)";

async function withTable(
  use: (database: Awaited<ReturnType<typeof createTestDatabase>>) => Promise<void>,
) {
  await using database = await createTestDatabase({ migrated: false });
  await database.pool.query(
    "CREATE TABLE sample (a int4 PRIMARY KEY, b int8, c text, d bytea, e jsonb, f timestamptz)",
  );
  await use(database);
}

function push(rows: CopyRows, a: number, text: string | null): void {
  rows.push([
    ["int4", a],
    ["int8", "-9007199254740993"],
    ["text", text],
    ["bytea", "00ff10"],
    ["jsonb", text === null ? null : JSON.stringify({ text })],
    ["timestamptz", 1_700_000_000],
  ]);
}

it("writes every value as it is, in as many statements as there are batches", async () => {
  await withTable(async ({ pool }) => {
    const client = await pool.connect();
    try {
      const texts = ["", "'; DROP TABLE sample --", "Привет 🦊", "x".repeat(5_000_000), null];
      for (const [i, text] of texts.entries()) {
        const rows = new CopyRows();
        push(rows, i, text);
        push(rows, i + 100, text);
        expect(rows.count).toBe(2);
        expect(await rows.send(client, COPY)).toBe(2);
      }
      const { rows } = await client.query(
        "SELECT c, e->>'text' AS e, b, encode(d, 'hex') AS d, extract(epoch FROM f)::int AS f " +
          "FROM sample WHERE a < 100 ORDER BY a",
      );
      expect(rows).toEqual(
        texts.map((c) => ({ c, e: c, b: "-9007199254740993", d: "00ff10", f: 1_700_000_000 })),
      );
    } finally {
      client.release();
    }
  });
});

it("writes nothing when one row is refused, and the connection goes on", async () => {
  await withTable(async ({ pool }) => {
    const client = await pool.connect();
    try {
      const twice = new CopyRows();
      push(twice, 1, "one");
      push(twice, 1, "one");
      await expect(twice.send(client, COPY)).rejects.toMatchObject({ code: "23505" });
      const withNul = new CopyRows();
      push(withNul, 2, "a\0b");
      await expect(withNul.send(client, COPY)).rejects.toMatchObject({ code: "22021" });
      expect((await client.query("SELECT count(*)::int AS n FROM sample")).rows).toEqual([
        { n: 0 },
      ]);
      const next = new CopyRows();
      push(next, 3, "three");
      expect(await next.send(client, COPY)).toBe(1);
    } finally {
      client.release();
    }
  });
});

it("rejects when the connection is lost on the way", async () => {
  await withTable(async ({ pool }) => {
    const client = await pool.connect();
    client.on("error", () => {});
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    await client.query("BEGIN; LOCK TABLE sample IN SHARE MODE");
    const other = await pool.connect();
    other.on("error", () => {});
    const { rows: others } = await other.query("SELECT pg_backend_pid() AS pid");
    const copy = new CopyRows();
    push(copy, 1, "x".repeat(20_000_000));
    const sending = copy.send(other, COPY);
    sending.catch(() => {});
    await client.query("SELECT pg_terminate_backend($1, 10000)", [others[0].pid]);
    await expect(sending).rejects.toThrow();
    other.release(true);
    expect(rows[0].pid).not.toBe(others[0].pid);
    await client.query("ROLLBACK");
    client.release();
  });
});
