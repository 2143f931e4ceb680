import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const GONE_LOOK_MS = 25;
const GONE_PATIENCE_MS = 60_000;

/** What the kernel says about one process (proc_pid_stat(5)). */
interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly isZombie: boolean;
  /** User and system time, in clock ticks. */
  readonly ticks: number;
  /** The same of the children that have ended and were waited for. */
  readonly childrenTicks: number;
}

/** @throws Error when this system does not show its processes as files */
export function requireProc(): void {
  if (existsSync("/proc/self/stat")) return;
  throw new Error("This measurement reads /proc, which only Linux has; run it on Linux.");
}

/** User and system time of a process in milliseconds, to the 10 ms of a clock tick. */
export function cpuOf(pid: number): number {
  return toMilliseconds(readStat(pid)?.ticks ?? 0);
}

/** The same of a process with all its descendants, ended ones too. */
export function cpuOfTree(pid: number): number {
  const tree = treeOf(pid).map(({ ticks, childrenTicks }) => ticks + childrenTicks);
  return toMilliseconds(tree.reduce((sum, ticks) => sum + ticks, 0));
}

/** Resident memory of a process, in bytes; pages that it shares with others count in full. */
export function memoryOf(pid: number): number {
  return statusOf(pid, "VmRSS");
}

/** The most resident memory that a process has had, in bytes. */
export function peakMemoryOf(pid: number): number {
  return statusOf(pid, "VmHWM");
}

/** Memory of a process with all its descendants, in bytes; shared pages are divided among users. */
export function memoryOfTree(pid: number): number {
  return treeOf(pid).reduce((sum, each) => {
    const [, kilobytes] =
      /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${each.pid}/smaps_rollup`) ?? "") ?? [];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
}

export function isRunning(pid: number): boolean {
  const stat = readStat(pid);
  return stat !== null && !stat.isZombie;
}

/** Resolves when none of these processes runs. @throws Error naming those that do not end */
export async function waitUntilGone(pids: readonly number[]): Promise<void> {
  for (const deadline = performance.now() + GONE_PATIENCE_MS; ; await wait(GONE_LOOK_MS)) {
    const left = pids.filter(isRunning);
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`Process ${left.join(", ")} does not end.`);
  }
}

/** The child whose arguments include one that ends so. @throws Error when there is none */
export function childRunning(parent: number, ending: string): number {
  const child = allProcesses().find(
    (each) =>
      each.parent === parent &&
      read(`/proc/${each.pid}/cmdline`)
        ?.split("\0")
        .some((argument) => argument.endsWith(ending)),
  );
  if (child === undefined) throw new Error(`Process ${parent} has no child that runs ${ending}.`);
  return child.pid;
}

/** Runnable processes in the last one, five and fifteen minutes. */
export function loadAverage(): string {
  return (read("/proc/loadavg") ?? "").split(" ").slice(0, 3).join(" ");
}

/** A size in proc_pid_status(5), in bytes; 0 for a process that is gone. */
function statusOf(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m");
  return Number(line.exec(read(`/proc/${pid}/status`) ?? "")?.[1] ?? 0) * 1024;
}

function treeOf(pid: number): Stat[] {
  const all = allProcesses();
  const tree = all.filter((each) => each.pid === pid);
  for (const member of tree) tree.push(...all.filter(({ parent }) => parent === member.pid));
  return tree;
}

function allProcesses(): Stat[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
}

function readStat(pid: number): Stat | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The second field is the program's name in parentheses, and may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent] = fields;
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11).map(Number);
  return {
    pid,
    parent: Number(parent),
    isZombie: state === "Z",
    ticks: user + system,
    childrenTicks: childrenUser + childrenSystem,
  };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It has ended since it was listed, or belongs to somebody else.
    return null;
  }
}

let ticksPerSecond: number | undefined;

function toMilliseconds(ticks: number): number {
  ticksPerSecond ??= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return (ticks * 1000) / ticksPerSecond;
}
