import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DockerError, run, type Surroundings, waitFor } from "./docker.ts";
import { ensureEngine } from "./docker-engine.ts";
import { addVariable, readVariable } from "./env-file.ts";

const PASSWORD = "TELEKEEP_POSTGRES_PASSWORD";
const PORT = "TELEKEEP_POSTGRES_PORT";
/** Both as docker-compose.yml has them. */
const DEFAULT_PORT = "55432";
const VOLUME = "telekeep-postgres";

/**
 * Returns the connection string of a PostgreSQL that answers: the one that DATABASE_URL (or its
 * alias PG_DSN) names, else the container of docker-compose.yml, started if need be.
 * @throws {DockerError} with one sentence that says what to do
 */
export async function provideDatabase(surroundings: Surroundings): Promise<string> {
  const given = surroundings.env["DATABASE_URL"] || surroundings.env["PG_DSN"];
  if (given) return given;

  await ensureEngine(surroundings);
  const compose = await findCompose(surroundings);
  const password = await ensurePassword(surroundings);
  const setting = (name: string) =>
    surroundings.env[name] || readVariable(join(surroundings.root, ".env"), name);
  const port = setting(PORT) ?? DEFAULT_PORT;
  // The environment outranks .env, and Compose does not look for $ in what it takes from there.
  const env = { ...surroundings.env, [PASSWORD]: password, [PORT]: port };

  surroundings.say("starting PostgreSQL in Docker (the first time it has to be downloaded) …");
  const [program, ...before] = compose;
  const up = await run(surroundings, env, program, [...before, "up", "--detach", "postgres"]);
  if (up.code !== 0) {
    const reason = up.errors.replaceAll(password, "***");
    throw new DockerError(
      `Docker could not start PostgreSQL: see below and run this again.\n${reason}`,
    );
  }
  const found = await run(surroundings, env, program, [...before, "ps", "--quiet", "postgres"]);
  await waitUntilHealthy(surroundings, found.output.split("\n")[0] ?? "");

  const url = new URL(`postgresql://telekeep@127.0.0.1:${port}/telekeep`);
  // encodeURIComponent, because the setter would leave some of a URL's own signs as they are.
  return url.href.replace("telekeep@", () => `telekeep:${encodeURIComponent(password)}@`);
}

/** The program and first arguments of Docker Compose: the plugin, else the older program. */
async function findCompose(surroundings: Surroundings): Promise<readonly [string, ...string[]]> {
  const project = ["--project-name", "telekeep", "--file", "docker-compose.yml"];
  const { env } = surroundings;
  if ((await run(surroundings, env, "docker", ["compose", "version"])).code === 0) {
    return ["docker", "compose", ...project];
  }
  if ((await run(surroundings, env, "docker-compose", ["version"])).code === 0) {
    return ["docker-compose", ...project];
  }
  throw new DockerError(
    "Docker Compose is not installed: get it from https://docs.docker.com/compose/install, or run " +
      "`npm start`, which needs no Docker.",
  );
}

async function ensurePassword(surroundings: Surroundings): Promise<string> {
  const { root, env, say } = surroundings;
  const file = join(root, ".env");
  const known = env[PASSWORD] || readVariable(file, PASSWORD);
  if (known) return known;
  const volume = await run(surroundings, env, "docker", ["volume", "inspect", VOLUME]);
  if (volume.code === 0) {
    throw new DockerError(
      `the volume ${VOLUME} holds a database whose password is not in .env: put it there as ` +
        `${PASSWORD}=…, or delete the database with \`docker volume rm ${VOLUME}\`.`,
    );
  }
  const password = randomBytes(24).toString("hex");
  addVariable(file, PASSWORD, password);
  say("made a password for PostgreSQL and wrote it into .env.");
  return password;
}

async function waitUntilHealthy(surroundings: Surroundings, container: string): Promise<void> {
  const format = "{{.State.Status}} {{.State.Health.Status}}";
  const inspect = ["inspect", "--format", format, container];
  await waitFor(
    surroundings,
    {
      what: "PostgreSQL",
      tooLate: "PostgreSQL did not become ready: `docker logs` of its container says why.",
    },
    async () => {
      const { code, output } = await run(surroundings, surroundings.env, "docker", inspect);
      if (output === "running healthy") return true;
      if (code !== 0 || /^(exited|dead)/.test(output)) {
        throw new DockerError(
          `PostgreSQL stopped while it started: \`docker logs ${container.slice(0, 12)}\` says why.`,
        );
      }
      return undefined;
    },
  );
}
