import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Clock } from "../ports/clock.ts";
import { within } from "./deadline.ts";
import { SocksClient } from "./library.ts";
import { openTunnel } from "./open-tunnel.ts";
import type { Proxy } from "./proxy.ts";

export interface Dialling {
  /** An MTProxy is no way to reach another host: it is dialled as if it were the host. */
  readonly proxy: Exclude<Proxy, { type: "mtproxy" }> | null;
  readonly clock: Clock;
  /** For the connection and all that a proxy asks before it can be used. */
  readonly milliseconds: number;
}

/**
 * Connects to a host, through a proxy when there is one. Rejects with an error of the network or of
 * the proxy, and with the signal's reason; nothing is left open then.
 */
export async function dial(
  host: string,
  port: number,
  { proxy, clock, milliseconds }: Dialling,
  signal: AbortSignal,
): Promise<Socket> {
  const via = proxy ?? { host, port };
  const socket = connect({ host: via.host, port: via.port, noDelay: true });
  // Errors come to whoever waits for the socket; one that nobody waits for must not end the process.
  socket.on("error", () => {});
  try {
    const ready = within(
      async (ended) => {
        await once(socket, "connect", { signal: ended });
        if (proxy !== null) await passProxy(socket, proxy, host, port, ended);
      },
      { clock, milliseconds, signal, late: () => new Error("no connection in time") },
    );
    await ready;
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function passProxy(
  socket: Socket,
  proxy: NonNullable<Dialling["proxy"]>,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<void> {
  if (proxy.type === "http") return await openTunnel(socket, proxy, host, port, signal);
  await SocksClient.createConnection({
    existing_socket: socket,
    command: "connect",
    destination: { host, port },
    proxy: {
      host: proxy.host,
      port: proxy.port,
      type: proxy.type === "socks4" ? 4 : 5,
      ...(proxy.username === undefined ? {} : { userId: proxy.username }),
      ...(proxy.password === undefined ? {} : { password: proxy.password }),
    },
  });
}
