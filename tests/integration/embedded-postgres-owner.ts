// A program that owns an embedded server until it is killed: for the tests of what follows then.
// It tells its parent what became of the start, and does what it is told by name.
import { startEmbeddedPostgres } from "../../packages/core/src/store/embedded-postgres.ts";

const options = JSON.parse(process.argv[2] ?? "{}");

try {
  const server = await startEmbeddedPostgres(options);
  process.once("message", () => void server.stop().then(() => process.disconnect()));
  process.send?.({
    started: {
      connectionString: server.connectionString,
      port: server.port,
      adopted: server.adopted,
    },
  });
} catch (error) {
  const { name, message, code, pid } = error as Error & { code?: string; pid?: number };
  process.send?.({ failed: { name, message, code, pid } });
  process.disconnect?.();
}
