// Uses Telegram in all ways that leave something behind, closes what it opened, and must then end by
// itself. Run by telegram-process.test.ts; writes what still keeps the process alive.
import { fileURLToPath } from "node:url";
import { startSimulator } from "../simulator/simulator.ts";
import { connect, signIn, telegramAt, unaborted } from "./telegram-fixture.ts";
import { waitUntil } from "./wait-until.ts";

async function run(): Promise<void> {
  const simulator = await startSimulator();
  const telegram = telegramAt(simulator);
  const source = await connect(simulator);
  await source.resolve({ type: "username", username: "fish" }, unaborted);

  // While a request is open, while the connection is being replaced, and while nobody answers.
  simulator.faults.add({
    name: "silence",
    match: { method: "contacts.resolveUsername" },
    effect: { kind: "silence" },
  });
  const asked = source
    .resolve({ type: "username", username: "fish" }, unaborted)
    .then(() => "answered")
    .catch(() => "refused");
  await simulator.wire.goDown();
  await source[Symbol.asyncDispose]();
  if ((await asked) !== "refused") throw new Error("A request outlived its source.");
  const hasty = telegramAt(simulator, { timing: { connectMs: 100 } });
  await hasty.signInByPhone("+15550001001", unaborted).catch(() => {});
  await simulator.wire.comeBack();

  const flow = await telegram.signInByPhone("+15550001001", unaborted);
  await flow[Symbol.asyncDispose]();
  const qr = await telegram.signInByQr(unaborted);
  for await (const _ of qr.tokens(unaborted)) break;
  await qr[Symbol.asyncDispose]();
  simulator.faults.clear();
  const again = await signIn(simulator);
  await telegram.signOut(again.accountId, again.session, unaborted);
  await waitUntil(() => simulator.wire.connections().length === 0);
  await simulator.close();

  const timers = process.getActiveResourcesInfo().filter((name) => /time/i.test(name));
  console.log(JSON.stringify({ timers }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run();
