import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Answer, DockerError, run, type Surroundings, waitFor } from "./docker.ts";

const OTHERWISE = "or run `npm start`, which needs no Docker";

/**
 * Makes sure that a Docker engine answers. Docker Desktop is started where it is what people have
 * (Windows, macOS); elsewhere starting a system service is for the administrator.
 * @throws {DockerError} when there is none, saying what to do
 */
export async function ensureEngine(surroundings: Surroundings): Promise<void> {
  const { env, platform, say } = surroundings;
  const ask = () => run(surroundings, env, "docker", ["info", "--format", "{{.ServerVersion}}"]);
  const first = await ask();
  if (answers(first)) return;
  if (first.missing) {
    throw new DockerError(
      `Docker is not installed: get it from https://docs.docker.com/get-docker, ${OTHERWISE}.`,
    );
  }
  if (/permission denied/i.test(first.errors)) {
    throw new DockerError(
      "Docker refuses this user: add it to the group `docker` (`sudo usermod -aG docker $USER`, " +
        `then log in again), ${OTHERWISE}.`,
    );
  }
  if (platform !== "win32" && platform !== "darwin") {
    throw new DockerError(
      "Docker is installed but its engine does not run: start it with " +
        `\`sudo systemctl start docker\` and run this again, ${OTHERWISE}.`,
    );
  }
  say("Docker's engine does not run; starting Docker Desktop …");
  startDesktop(platform, env);
  await waitFor(
    surroundings,
    {
      what: "Docker's engine",
      tooLate: `Docker's engine did not start: open Docker Desktop and see what it says, ${OTHERWISE}.`,
    },
    async () => (answers(await ask()) ? true : undefined),
  );
}

/** `docker info` of some versions ends well although the engine is not there. */
function answers({ code, output }: Answer): boolean {
  return code === 0 && /^\d/.test(output);
}

function startDesktop(platform: "win32" | "darwin", env: NodeJS.ProcessEnv): void {
  const desktop = join(env["ProgramFiles"] ?? "C:\\Program Files", "Docker", "Docker");
  const [program, args] =
    platform === "win32"
      ? ([join(desktop, "Docker Desktop.exe"), []] as const)
      : (["open", ["--background", "-a", "Docker"]] as const);
  const child = spawn(program, args, { detached: true, stdio: "ignore", env });
  // If it is installed elsewhere, the wait for the engine ends with a sentence about it.
  child.on("error", () => {});
  child.unref();
}
