import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CommandContext } from "./command-context.ts";
import { sayStarting } from "./say-starting.ts";

let data: string;
let said: string[];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "telekeep-start-"));
  said = [];
  vi.useFakeTimers();
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(data, { recursive: true, force: true });
});

function contextOf(isExternalDatabase: boolean): CommandContext {
  const environment = { dataDirectory: data, isExternalDatabase };
  return { environment, say: (line: string) => said.push(line) } as unknown as CommandContext;
}

const FIRST = "Starting the server. The first start sets up the database and takes a moment.";

describe("the words about a start", () => {
  it("speak of the database only where there is none yet", async () => {
    sayStarting(contextOf(false), false);
    sayStarting(contextOf(true), false);
    await mkdir(join(data, "postgres"));
    sayStarting(contextOf(false), false);
    expect(said).toEqual([FIRST, "Starting the server.", "Starting the server."]);
  });

  it("are left out for a command that borrows a server, unless it takes long", () => {
    const quick = sayStarting(contextOf(true), true);
    vi.advanceTimersByTime(2_000);
    quick[Symbol.dispose]();
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual([]);
    using _slow = sayStarting(contextOf(true), true);
    vi.advanceTimersByTime(3_000);
    expect(said).toEqual(["Starting the server."]);
  });
});
