import { expect, it } from "vitest";
import { eachRow } from "../../packages/core/src/store/each-row.ts";
import { createTestDatabase } from "./test-database.ts";

const COUNT = { text: "SELECT n FROM generate_series(1, 5000) AS n" };

it("hands over every row in order", async () => {
  await using database = await createTestDatabase();
  const client = await database.pool.connect();
  try {
    const seen: number[] = [];
    await eachRow<{ n: number }>(client, COUNT, ({ n }) => seen.push(n));
    expect(seen).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
  } finally {
    client.release();
  }
});

it("rejects with what the receiver throws, and the connection goes on", async () => {
  await using database = await createTestDatabase();
  const client = await database.pool.connect();
  try {
    let calls = 0;
    const failing = eachRow(client, COUNT, () => {
      calls++;
      throw new Error("no more");
    });
    await expect(failing).rejects.toThrow("no more");
    expect(calls).toBe(1);
    expect((await client.query("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
  } finally {
    client.release();
  }
});

it("rejects with the statement's error, also one in the midst of the rows", async () => {
  await using database = await createTestDatabase();
  const client = await database.pool.connect();
  try {
    const text = "SELECT 10000 / (10000 - n) AS n FROM generate_series(1, 20000) AS n";
    await expect(eachRow(client, { text }, () => {})).rejects.toMatchObject({ code: "22012" });
    expect((await client.query("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
  } finally {
    client.release();
  }
});
