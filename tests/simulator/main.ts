// The simulator as a process of its own, so that it outlives the clients that tests kill.
// Its one argument is JSON (ProcessOptions); its one line of output is JSON with `servers`.
// Commands come and go over Node's IPC channel: start it with spawn-simulator.ts.
import type { Command } from "./command.ts";
import { runCommand } from "./command.ts";
import { startSimulator } from "./simulator.ts";
import type { ProcessOptions } from "./spawn-simulator.ts";
import { stir } from "./world/stir.ts";

const { everyMs, ports, ...options }: ProcessOptions = JSON.parse(process.argv[2] ?? "{}");
const simulator = await startSimulator({
  ...options,
  wire: { ports: new Map(ports?.map(({ id, port }) => [id, port])) },
});

process.on("message", (message: { readonly id: number; readonly command: Command }) => {
  const { id, command } = message;
  runCommand(simulator, command).then(
    (value) => process.send?.({ id, value }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});

let turn = 0;
const pulse =
  everyMs === undefined
    ? undefined
    : setInterval(() => stir(simulator.world, simulator.world.chats, turn++), everyMs);

const stop = async (): Promise<void> => {
  clearInterval(pulse);
  await simulator.close();
  if (process.connected) process.disconnect();
};
process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());
// Nobody is left to ask for it.
process.once("disconnect", () => void stop());

console.log(JSON.stringify({ servers: simulator.servers }));
