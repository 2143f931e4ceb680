import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { createPrismaClient } from "@telekeep/prisma/client";
import { describe, expect, it } from "vitest";
import { databaseFailure } from "../../packages/server/src/http/database-failure.ts";
import { createTestDatabase } from "./test-database.ts";

async function failureOf(
  url: string,
  use = (db: ReturnType<typeof createPrismaClient>): Promise<unknown> => db.channel.findFirst(),
): Promise<unknown> {
  const db = createPrismaClient(url);
  try {
    await use(db);
    return null;
  } catch (error) {
    return error;
  } finally {
    await db.$disconnect();
  }
}

/** A PostgreSQL that answers every greeting with one refusal (protocol-message-formats.html). */
async function refusingServer(state: string) {
  const fields = `SFATAL\0C${state}\0Mthe database system is in recovery mode\0\0`;
  const answer = Buffer.alloc(5 + fields.length);
  answer.write("E", 0);
  answer.writeInt32BE(4 + fields.length, 1);
  answer.write(fields, 5);
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgresql://nobody@127.0.0.1:${port}/none`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

describe("a query while the database is away", () => {
  it.each(["57P03", "57P01", "53300"])("says so when it is told %s", async (state) => {
    await using server = await refusingServer(state);
    const error = await failureOf(server.url);
    expect(databaseFailure(error)).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });

  it("says so when nobody listens", async () => {
    const error = await failureOf("postgresql://nobody@127.0.0.1:1/none");
    expect(databaseFailure(error)).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });

  it("says so when its connection is cut", async () => {
    await using database = await createTestDatabase();
    const error = await failureOf(
      database.connectionString,
      (db) => db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`,
    );
    expect(databaseFailure(error)).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });

  it("takes no other failure for it", async () => {
    await using server = await refusingServer("28P01");
    expect(databaseFailure(await failureOf(server.url))).toBeNull();
    await using database = await createTestDatabase();
    const error = await failureOf(database.connectionString, (db) => db.$queryRaw`SELECT 1 / 0`);
    expect(error).not.toBeNull();
    expect(databaseFailure(error)).toBeNull();
    expect(databaseFailure(new Error("Code: `57P03`"))).toBeNull();
  });
});
