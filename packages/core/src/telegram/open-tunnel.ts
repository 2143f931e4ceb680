import { once } from "node:events";
import { isIPv6, type Socket } from "node:net";

const LONGEST_HEAD = 16 * 1024;

/**
 * Asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6) over a connected socket. What the other
 * side of the tunnel has sent already stays readable. Rejects when the proxy refuses or hangs up,
 * and with the signal's reason.
 */
export async function openTunnel(
  socket: Socket,
  login: { readonly username?: string; readonly password?: string },
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<void> {
  const target = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const basic = Buffer.from(`${login.username}:${login.password ?? ""}`).toString("base64");
  const authorization =
    login.username === undefined ? "" : `Proxy-Authorization: Basic ${basic}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);

  const head = await readHead(socket, signal);
  const [, status] = /^HTTP\/1\.[01] (\d{3})\b/.exec(head) ?? [];
  if (status === undefined) throw new Error("the proxy does not speak HTTP");
  if (!status.startsWith("2")) throw new Error(`the proxy refuses with HTTP status ${status}`);
}

/** Up to and without the empty line; whatever follows goes back into the socket. */
async function readHead(socket: Socket, signal: AbortSignal): Promise<string> {
  let bytes = Buffer.alloc(0);
  while (bytes.length <= LONGEST_HEAD) {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) {
      if (socket.readableEnded || socket.destroyed) throw new Error("the proxy hung up");
      await Promise.race([once(socket, "readable", { signal }), once(socket, "close", { signal })]);
      continue;
    }
    bytes = Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const rest = bytes.subarray(end + 4);
    if (rest.length > 0) socket.unshift(rest);
    return bytes.toString("latin1", 0, end);
  }
  throw new Error("the proxy's answer is too long");
}
