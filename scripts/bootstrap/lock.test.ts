import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lock as take, tryLock } from "./lock.mjs";

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "telekeep-lock-"));
  lock = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const release = await take(folder);
  try {
    return await work();
  } finally {
    release();
  }
}

/** A process id that was alive and is not any more. */
const deadPid = () => spawnSync(process.execPath, ["--version"]).pid;

describe("the lock of a checkout", () => {
  it("lets one at a time work, and every one in the end", async () => {
    let inside = 0;
    let most = 0;
    let done = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      done += 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => withLock(lock, work)));
    expect({ most, done }).toEqual({ most: 1, done: 5 });
  });

  it("is refused while it is held, and free again when released", () => {
    const release = tryLock(lock);
    expect(release).not.toBeNull();
    expect(tryLock(lock)).toBeNull();
    release?.();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("passes from a holder whose process is gone", async () => {
    mkdirSync(lock);
    writeFileSync(join(lock, "owner"), `${hostname()} ${deadPid()}`);
    expect(await withLock(lock, async () => existsSync(lock))).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("passes from a holder on another machine whose heart stopped", async () => {
    mkdirSync(lock);
    writeFileSync(join(lock, "owner"), "another-machine 1");
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    expect(await withLock(lock, async () => "worked")).toBe("worked");
  });

  it("does not pass from a holder that lives", async () => {
    mkdirSync(lock);
    writeFileSync(join(lock, "owner"), `${hostname()} ${process.pid}`);
    let entered = false;
    const waiting = withLock(lock, async () => {
      entered = true;
    });
    // Several rounds of its waiting: time enough to break in, if it were to.
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(entered).toBe(false);
    rmSync(lock, { recursive: true });
    await waiting;
    expect(entered).toBe(true);
  });
});
