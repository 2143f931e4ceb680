import { expect, it } from "vitest";
import { openDashboard } from "../../packages/tui/test-support/open-dashboard.ts";
import { runCommand } from "../simulator/command.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { API_HASH, startTelegramServer } from "./telegram-server.ts";

it("accounts log in by phone and by QR code from the dashboard, and log out after a question", async () => {
  await using simulator = await startSimulator({ world: "tiny" });
  await using server = await startTelegramServer(simulator, { withoutCredentials: true });
  await using dashboard = openDashboard(server.client, { columns: 100, rows: 30 });
  const { terminal } = dashboard;
  const boris = simulator.world.account("boris").spec;
  await terminal.until("● live");

  terminal.type("5");
  await terminal.until("No account of Telegram is logged in.");
  terminal.type("p");
  await terminal.until("Phone number");
  terminal.type(`+${boris.phone}\r`);
  await terminal.until("https://my.telegram.org");
  terminal.type("telekeep\r");
  await terminal.until("The api_id is a number");
  terminal.type("12345\r");
  await terminal.until(/^ *api_hash *$/m);
  terminal.type(`${API_HASH}\r`);
  await terminal.until("Telegram sent a code by app.");
  terminal.type("11111\r");
  await terminal.until("This is not the code; check it and enter it again.");
  terminal.type(`${boris.code}\r`);
  await terminal.until("Your own hint: four words");
  terminal.type(boris.password ?? "");
  await terminal.until(`Password  ${"•".repeat(boris.password?.length ?? 0)}`);
  terminal.type("\r");
  await terminal.until("Signed in as");
  await terminal.until(/▸ \+1 ••• ••• 02 +ready/);

  terminal.type("a");
  await terminal.until("Another code follows in");
  expect(await terminal.until("█▀")).not.toContain("tg://login");
  terminal.type("u");
  const shown = await terminal.until("tg://login?token=");
  const url = /tg:\/\/login\?token=[\w-]+/.exec(shown)?.[0];
  const token = Buffer.from(new URL(url ?? "").searchParams.get("token") ?? "", "base64url");
  await runCommand(simulator, { do: "acceptLogin", account: "anna", token });
  await terminal.until("Signed in as anna_archer");
  await terminal.until("2 accounts");

  terminal.type("c");
  await terminal.until(/Telegram answers: connected in \d+ ms/);
  terminal.type("L");
  await terminal.until("Log this account out?");
  terminal.type("\r");
  await terminal.until("2 accounts");
  terminal.type("Ly");
  await terminal.until("Signed out");
  await terminal.until(/▸ \+1 ••• ••• 02 +signed out/);
  expect(simulator.requests().filter(({ method }) => method === "auth.logOut")).toHaveLength(1);

  for (const secret of [API_HASH, boris.password ?? "", boris.code]) {
    expect(terminal.written()).not.toContain(secret);
    expect(server.log.join("")).not.toContain(secret);
  }
});
