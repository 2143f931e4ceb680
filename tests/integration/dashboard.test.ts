import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createClient } from "../../packages/tui/src/client/client.ts";
import { findServer } from "../../packages/tui/src/client/find-server.ts";
import { openDashboard } from "../../packages/tui/test-support/open-dashboard.ts";
import { openCommandLine } from "./cli-process.ts";
import { writeSampleExport } from "./sample-export.ts";

describe("the dashboard of a real server", () => {
  it("goes from the first run to a message, and notices when the server goes", async () => {
    await using telekeep = await openCommandLine();
    await using sample = await writeSampleExport(1_000);
    const server = telekeep.start("start", "--json");
    await server.line();
    const { dataDirectory } = telekeep;
    await using client = createClient(await findServer({ url: null, token: null, dataDirectory }));
    await using dashboard = openDashboard(client);
    const { terminal } = dashboard;

    await terminal.until("This archive is empty");
    await terminal.until("● live");
    terminal.type("i");
    await terminal.until("Import a Telegram Desktop export");
    terminal.paste(sample.path);
    await terminal.until("result.json");
    terminal.type("\r");
    await terminal.until(/Done: /);
    await terminal.until(/▸ Канал +999 +imported/);

    terminal.type("3");
    await terminal.until("1 job known");
    terminal.type("\r");
    await terminal.until("999 messages added");
    terminal.type("1/");
    await terminal.until(/ 99\d matches/);
    terminal.type("word 42");
    await terminal.until(/«word» «42»/);
    terminal.type("\r\r");
    await terminal.until("never seen edited");
    terminal.type("]]]");
    await terminal.until('"date_unixtime"');

    server.process.kill("SIGTERM");
    await server.ended;
    await terminal.until("○ offline");
    terminal.type("q");
    expect(await dashboard.ended).toBe(0);
  });
});

const tmux = (...argv: string[]) => promisify(execFile)("tmux", ["-L", "telekeep-test", ...argv]);
const hasTmux = await promisify(execFile)("tmux", ["-V"]).then(
  () => true,
  () => false,
);

describe.skipIf(!hasTmux)("the dashboard in tmux (skipped where tmux is not installed)", () => {
  it.each([
    ["q", (send: Send) => send("q"), "0"],
    ["SIGTERM", (_: Send, signal: Signal) => signal("TERM"), "130"],
    ["SIGHUP", (_: Send, signal: Signal) => signal("HUP"), "130"],
  ])("gives the terminal back after %s", async (name, leave, code) => {
    await using telekeep = await openCommandLine();
    const session = `t${process.pid}-${name}`;
    const program = join(import.meta.dirname, "..", "..", "scripts", "start.ts");
    const settings = join(telekeep.dataDirectory, "stty");
    const pidFile = join(telekeep.dataDirectory, "pid");
    const { TELEKEEP_DATA, TELEKEEP_PORT, DATABASE_URL } = telekeep.variables;
    const script = [
      "echo before",
      `sh -c 'echo $$ > ${pidFile}; exec "${process.execPath}" "${program}" start'`,
      `echo "left with $?"; stty -a > ${settings}`,
      "exec sleep 60",
    ].join("; ");
    await tmux(
      ...["-f", "/dev/null", "new-session", "-d", "-s", session, "-x", "100", "-y", "30"],
      ...["-e", `TELEKEEP_DATA=${TELEKEEP_DATA}`, "-e", `TELEKEEP_PORT=${TELEKEEP_PORT}`],
      ...["-e", `DATABASE_URL=${DATABASE_URL}`, "-e", "CI=", "-e", "LANG=C.UTF-8"],
      script,
    );
    try {
      const until = async (sign: string) => {
        for (const deadline = Date.now() + 60_000; ; await wait(100)) {
          const { stdout } = await tmux("capture-pane", "-p", "-t", session);
          if (stdout.includes(sign)) return stdout;
          if (Date.now() > deadline) throw new Error(`Waited for ${sign} in vain:\n${stdout}`);
        }
      };
      await until("This archive is empty");
      await leave(
        async (keys) => void (await tmux("send-keys", "-t", session, keys)),
        async (signal) => {
          const pid = Number(await readFile(pidFile, "utf8"));
          process.kill(pid, `SIG${signal}` as NodeJS.Signals);
        },
      );
      const after = await until("left with");
      expect(after).toContain("before");
      expect(after).toContain(`left with ${code}`);
      expect(after).not.toContain("This archive is empty");
      const { stdout } = await tmux(
        "display",
        "-p",
        "-t",
        session,
        "#{alternate_on} #{cursor_flag}",
      );
      expect(stdout.trim()).toBe("0 1");
      expect(await readFile(settings, "utf8")).toMatch(/[^-]icanon[^]*[^-]echo /);
      expect(await telekeep.run("stop")).toMatchObject({ out: "No server is running.\n" });
    } finally {
      await tmux("kill-session", "-t", session);
    }
  });
});

type Send = (keys: string) => Promise<void>;
type Signal = (name: "TERM" | "HUP") => Promise<void>;
