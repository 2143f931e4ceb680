import { MemoryFloods } from "../../packages/core/src/engine/memory-floods.ts";
import { PostgresFloodStore } from "../../packages/core/src/store/flood-store.ts";
import { floodStoreContract } from "../contracts/flood-store.ts";
import { createTestDatabase } from "./test-database.ts";

floodStoreContract("PostgreSQL", async () => {
  const database = await createTestDatabase();
  return {
    store: new PostgresFloodStore(database.pool),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
});
floodStoreContract("memory", async () => ({
  store: new MemoryFloods(),
  [Symbol.asyncDispose]: async () => {},
}));
