import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { createFakeServer } from "../../test-support/fake-server.ts";
import { openDashboard } from "../../test-support/open-dashboard.ts";
import * as wholeScreen from "../screens/whole-screen.ts";
import { writeCrashReport } from "./crash-report.ts";

vi.mock(import("../screens/whole-screen.ts"), async (original) => {
  const real = await original();
  return { ...real, wholeScreen: vi.fn(real.wholeScreen) };
});

const folders: string[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "telekeep-crash-"));
  folders.push(path);
  return path;
}

it("gives the terminal back and names a report when a screen cannot be drawn", async () => {
  const dataDirectory = await folder();
  await using dashboard = openDashboard(createFakeServer().client, { dataDirectory });
  await dashboard.terminal.until("archive is empty");
  vi.mocked(wholeScreen.wholeScreen).mockImplementation(() => {
    throw new Error("a bug with the token secret in it");
  });
  dashboard.terminal.type("3");
  const failure = await dashboard.ended.then(
    () => null,
    (error: Error) => error,
  );
  const path = /file (\S+\.txt)\./.exec(failure?.message ?? "")?.[1] ?? "";
  expect(path.startsWith(dataDirectory)).toBe(true);
  const report = await readFile(path, "utf8");
  expect(report).toContain("a bug with the token [token] in it");
  expect(report).not.toContain("secret");
  await dashboard.terminal.settled();
  expect(dashboard.terminal.isAlternate()).toBe(false);
  expect(dashboard.terminal.isRaw()).toBe(false);
});

it("writes the report elsewhere when the data folder cannot be written to", async () => {
  const file = join(await folder(), "a-file");
  await writeFile(file, "");
  const path = await writeCrashReport(join(file, "data"), new Error("x"), "");
  expect(path).toMatch(/dashboard-crash-.*\.txt$/);
  expect(path).not.toContain(file);
  await rm(path);
});
