import type { Dialling } from "./dial.ts";
import {
  type Connection,
  ConnectionTCPFull,
  ConnectionTCPMTProxyAbridged,
  silentLogger,
} from "./library.ts";
import type { Proxy } from "./proxy.ts";
import type { DataCentre } from "./servers.ts";
import { socketClass } from "./socket.ts";

export interface ConnectionSettings extends Omit<Dialling, "proxy"> {
  readonly proxy: Proxy | null;
}

/**
 * Makes connections to data centres as one account wants them: over plain TCP with the "full"
 * framing, the only one of the library's that is right about packets which arrive in pieces, or
 * through an MTProxy, which is told the data centre and needs the obfuscated framing.
 */
export function createConnectionFactory(
  settings: ConnectionSettings,
): (dc: DataCentre) => Connection {
  const { proxy } = settings;
  if (proxy?.type !== "mtproxy") {
    const socket = socketClass({ ...settings, proxy });
    return ({ id, host, port }) =>
      new ConnectionTCPFull({
        ip: host,
        port,
        dcId: id,
        loggers: silentLogger,
        socket,
        testServers: false,
      });
  }
  const { host, port, secret } = proxy;
  const socket = socketClass({ ...settings, proxy: null });
  return ({ id }) =>
    new ConnectionTCPMTProxyAbridged({
      ip: host,
      port,
      dcId: id,
      loggers: silentLogger,
      proxy: { MTProxy: true, ip: host, port, secret },
      socket,
      testServers: false,
    });
}
