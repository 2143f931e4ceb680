import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 100;
const BEAT_MS = 2_000;
/** A holder beats every 2 s; one that has been still for so long is gone (milliseconds). */
const DEAD_MS = 20_000;

/**
 * Takes the lock of a checkout, if it is free. The lock is a folder, because making one is atomic
 * everywhere; a holder that died (its process is gone, or its heart stopped) loses it.
 * @param {string} folder
 * @returns {(() => void) | null} releases it; null when somebody else holds it
 */
export function tryLock(folder) {
  if (!take(folder)) return null;
  const beat = setInterval(() => {
    try {
      utimesSync(folder, new Date(), new Date());
    } catch {
      // The folder was taken away (an overlong pause of the machine): the work itself goes on.
    }
  }, BEAT_MS);
  return () => {
    clearInterval(beat);
    rmSync(folder, { recursive: true, force: true });
  };
}

/**
 * Takes the lock, after everybody else if need be.
 * @param {string} folder
 * @returns {Promise<() => void>} releases it
 */
export async function lock(folder) {
  for (;;) {
    const release = tryLock(folder);
    if (release) return release;
    breakIfDead(folder);
    await sleep(POLL_MS);
  }
}

/** @param {string} folder @returns {boolean} whether it is ours now */
function take(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(join(folder, "owner"), `${hostname()} ${process.pid}`);
  return true;
}

/**
 * Removes a dead holder's lock. Two processes may both see the same dead holder, and the slower
 * must not remove the faster one's fresh lock: so breaking has a lock of its own, and looks again.
 * @param {string} folder
 */
function breakIfDead(folder) {
  if (!isDead(folder)) return;
  const breaker = `${folder}.break`;
  try {
    mkdirSync(breaker);
  } catch {
    // Somebody else is at it; if it died there, its breaker goes by age.
    if (age(breaker) > DEAD_MS) rmSync(breaker, { recursive: true, force: true });
    return;
  }
  try {
    if (isDead(folder)) rmSync(folder, { recursive: true, force: true });
  } finally {
    rmSync(breaker, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function isDead(folder) {
  if (age(folder) > DEAD_MS) return true;
  let owner;
  try {
    owner = readFileSync(join(folder, "owner"), "utf8");
  } catch {
    return false; // Just being made or removed.
  }
  const [host, pid] = owner.split(" ");
  if (host !== hostname() || !pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH";
  }
}

/** @param {string} path @returns {number} milliseconds since it was touched; 0 when it is gone */
function age(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
