import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

const IMAGE = process.env.TELEKEEP_TEST_IMAGE ?? "postgres:18";
/** An engine without a way to a registry may try for ever. */
const PULL_MS = 60_000;
const READY_MS = 60_000;

export interface TestContainer {
  readonly connectionString: string;
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/**
 * PostgreSQL in a container, or `undefined` when no engine answers or the image cannot be had.
 * `TELEKEEP_TEST_IMAGE` names an image that understands the variables of Docker's official one.
 */
export async function startContainer(): Promise<TestContainer | undefined> {
  if (!process.env.DOCKER_HOST && !existsSync("/var/run/docker.sock")) return undefined;
  // Ours is stopped by the teardown; the reaper would be one more image to get.
  process.env.TESTCONTAINERS_RYUK_DISABLED ??= "true";
  const { GenericContainer, ImageName, getContainerRuntimeClient } = await import("testcontainers");
  try {
    const engine = await getContainerRuntimeClient();
    const image = ImageName.fromString(IMAGE);
    if (!(await engine.image.exists(image))) {
      console.log(`Fetching the image ${IMAGE} for the tests.`);
      await within(PULL_MS, engine.image.pull(image));
    }
  } catch (error) {
    console.log(`Containers cannot be used here: ${(error as Error).message}`);
    return undefined;
  }
  const container = await new GenericContainer(IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: "test", POSTGRES_DB: "test" })
    .withExposedPorts(5432)
    .start();
  const address = `${container.getHost()}:${container.getMappedPort(5432)}`;
  const connectionString = `postgresql://postgres:test@${address}/test`;
  await untilReady(connectionString);
  return {
    connectionString,
    name: `a container of ${IMAGE} at ${address}`,
    stop: async () => void (await container.stop()),
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = delay(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`the image ${IMAGE} did not arrive within ${ms / 1000} s`);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    timer.abort();
  }
}

/** While the image sets itself up, its server listens on no port. */
async function untilReady(connectionString: string): Promise<void> {
  const giveUp = Date.now() + READY_MS;
  for (;;) {
    const client = new pg.Client({ connectionString });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > giveUp) throw error;
      await delay(100);
    }
  }
}
