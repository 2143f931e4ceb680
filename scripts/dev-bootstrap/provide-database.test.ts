import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { provideDatabase } from "./provide-database.ts";

/**
 * A `docker` that plays from files beside it: `<command>.out` is what it says, `<command>.fails`
 * how often it fails before, with that text. It records each call, and the password it was given.
 */
const FAKE_DOCKER = `#!/bin/sh
PATH=/usr/bin:/bin
here=$(dirname "$0")
echo "$*" >> "$here/calls"
printf '%s' "$TELEKEEP_POSTGRES_PASSWORD" > "$here/password"
case "$*" in
  "compose version"*) step=plugin ;;
  *" up "*) step=up ;;
  *" ps "*) step=ps ;;
  *) step=$1 ;;
esac
if [ -s "$here/$step.fails" ]; then
  head -n 1 "$here/$step.fails" >&2
  tail -n +2 "$here/$step.fails" > "$here/rest"
  mv "$here/rest" "$here/$step.fails"
  exit 1
fi
if [ -s "$here/$step.out" ]; then
  head -n 1 "$here/$step.out"
  if [ "$(wc -l < "$here/$step.out")" -gt 1 ]; then
    tail -n +2 "$here/$step.out" > "$here/rest"
    mv "$here/rest" "$here/$step.out"
  fi
fi
`;

let root: string;
let bin: string;
let said: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "telekeep-docker-"));
  bin = join(root, "bin");
  mkdirSync(bin);
  said = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const play = (file: string, text: string) => writeFileSync(join(bin, file), text);
const recorded = (file: string) => readFileSync(join(bin, file), "utf8");

/** A machine with Docker, nothing started yet, where everything works. */
function installDocker() {
  writeFileSync(join(bin, "docker"), FAKE_DOCKER, { mode: 0o755 });
  play("info.out", "29.1.0\n");
  play("volume.fails", "no such volume\n");
  play("ps.out", "c0ffee\n");
  play("inspect.out", "running starting\nrunning healthy\n");
}

function provide(env: NodeJS.ProcessEnv = {}, platform: NodeJS.Platform = "linux") {
  return provideDatabase({
    root,
    env: { PATH: bin, ...env },
    platform,
    say: (line) => said.push(line),
    signal: new AbortController().signal,
    pause: 1,
    looks: 5,
  });
}

describe("a database for development", () => {
  it.each(["DATABASE_URL", "PG_DSN"])("is the one %s names, without Docker", async (name) => {
    expect(await provide({ [name]: "postgresql://there/it is" })).toBe("postgresql://there/it is");
  });

  it("is started in Docker with a new password, which .env keeps", async () => {
    installDocker();
    const url = new URL(await provide());
    expect(url).toMatchObject({ username: "telekeep", host: "127.0.0.1:55432" });
    expect(url.pathname).toBe("/telekeep");
    expect(url.password).toMatch(/^[0-9a-f]{48}$/);
    expect(readFileSync(join(root, ".env"), "utf8")).toBe(
      `TELEKEEP_POSTGRES_PASSWORD=${url.password}\n`,
    );
    expect(recorded("calls")).not.toContain(url.password);
    expect(said.join("\n")).not.toContain(url.password);
  });

  it("keeps the password and the port of .env", async () => {
    installDocker();
    writeFileSync(
      join(root, ".env"),
      "TELEKEEP_POSTGRES_PASSWORD=kept\nTELEKEEP_POSTGRES_PORT=6000\n",
    );
    expect(await provide()).toBe("postgresql://telekeep:kept@127.0.0.1:6000/telekeep");
  });

  it.each(["two words", `it's "quoted"`, "$HOME`id`$(id)", "a@b:c/d?e#f%41&$&", "ключ \\ 鍵"])(
    "carries the password %j unharmed to Docker and into the URL",
    async (password) => {
      installDocker();
      const url = await provide({ TELEKEEP_POSTGRES_PASSWORD: password });
      expect(decodeURIComponent(new URL(url).password)).toBe(password);
      expect(recorded("password")).toBe(password);
      expect(existsSync(join(root, ".env"))).toBe(false);
    },
  );

  it("does not make a new password for an old volume, which would lock the archive", async () => {
    installDocker();
    play("volume.fails", "");
    await expect(provide()).rejects.toThrow(/password is not in \.env/);
    expect(recorded("calls")).not.toContain(" up ");
  });

  it("asks for Docker where it is missing", async () => {
    await expect(provide()).rejects.toThrow(/Docker is not installed: .*npm start/);
  });

  it("asks for the engine to be started on Linux, at once", async () => {
    installDocker();
    play("info.fails", "Cannot connect to the Docker daemon\n");
    await expect(provide()).rejects.toThrow(/engine does not run: .*systemctl start docker/);
    expect(recorded("calls")).toBe("info --format {{.ServerVersion}}\n");
  });

  it("tells a user without the right to use Docker how to get it", async () => {
    installDocker();
    play("info.fails", "permission denied while trying to connect to the socket\n");
    await expect(provide()).rejects.toThrow(/usermod -aG docker/);
  });

  it("starts Docker Desktop on macOS and waits until it is ready", async () => {
    installDocker();
    play("info.fails", "no engine\n".repeat(3));
    const open =
      '#!/bin/sh\necho "$*" > "${0%/*}/opening"; /bin/mv "${0%/*}/opening" "${0%/*}/opened"\n';
    writeFileSync(join(bin, "open"), open, { mode: 0o755 });
    await expect(provide({}, "darwin")).resolves.toMatch(/^postgresql:/);
    expect(said).toContain("Docker's engine does not run; starting Docker Desktop …");
    expect(said.some((line) => line.startsWith("waiting for Docker's engine"))).toBe(true);
    await vi.waitFor(() => expect(recorded("opened")).toBe("--background -a Docker\n"));
  });

  it("gives up on a Docker Desktop that does not come", async () => {
    installDocker();
    play("info.fails", "no engine\n".repeat(100));
    await expect(provide({ ProgramFiles: root }, "win32")).rejects.toThrow(/did not start/);
  });

  it("takes the older docker-compose where the plugin is missing", async () => {
    installDocker();
    play("plugin.fails", "docker: 'compose' is not a docker command.\n".repeat(9));
    writeFileSync(join(bin, "docker-compose"), FAKE_DOCKER, { mode: 0o755 });
    await expect(provide()).resolves.toMatch(/^postgresql:/);
    rmSync(join(bin, "docker-compose"));
    await expect(provide()).rejects.toThrow(/Docker Compose is not installed/);
  });

  it("shows why Compose failed, but never the password", async () => {
    installDocker();
    play("up.fails", "port is already allocated for s3cret\n");
    const failing = provide({ TELEKEEP_POSTGRES_PASSWORD: "s3cret" });
    await expect(failing).rejects.toThrow(/port is already allocated for \*\*\*/);
  });

  it.each([
    ["running starting\n", /did not become ready/],
    ["exited unhealthy\n", /stopped while it started: `docker logs c0ffee`/],
  ])("does not wait for ever for a container that says %j", async (state, message) => {
    installDocker();
    play("inspect.out", state);
    await expect(provide()).rejects.toThrow(message);
  });
});
