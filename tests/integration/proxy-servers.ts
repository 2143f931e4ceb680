import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A proxy of one connection's kind on this machine. */
export interface TestProxy extends AsyncDisposable {
  readonly host: "127.0.0.1";
  readonly port: number;
  /** What was asked for, `host:port`, with the user that asked when there was one. */
  readonly asked: readonly string[];
}

/** Reads from a socket in pieces of its own choice. */
class Reader {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  async bytes(count: number): Promise<Buffer> {
    for (;;) {
      const bytes = this.#socket.read(count) as Buffer | null;
      if (bytes !== null) return bytes;
      await once(this.#socket, "readable");
    }
  }

  async until(end: string): Promise<string> {
    let text = "";
    while (!text.endsWith(end)) text += (await this.bytes(1)).toString("latin1");
    return text.slice(0, -end.length);
  }
}

type Shake = (
  reader: Reader,
  socket: Socket,
) => Promise<{ readonly host: string; readonly port: number; readonly user?: string } | null>;

/** SOCKS5 (RFC 1928), with user and password (RFC 1929) when one is given. */
export const socks5 = (login?: string): Promise<TestProxy> =>
  startProxy(async (reader, socket) => {
    const [, methods = 0] = await reader.bytes(2);
    await reader.bytes(methods);
    socket.write(Buffer.from([5, login === undefined ? 0 : 2]));
    let user: string | undefined;
    if (login !== undefined) {
      const [, userLength = 0] = await reader.bytes(2);
      user = (await reader.bytes(userLength)).toString();
      const [passwordLength = 0] = await reader.bytes(1);
      const password = (await reader.bytes(passwordLength)).toString();
      const isRight = `${user}:${password}` === login;
      socket.write(Buffer.from([1, isRight ? 0 : 1]));
      if (!isRight) return null;
    }
    const head = await reader.bytes(4);
    const host = head[3] === 1 ? [...(await reader.bytes(4))].join(".") : await domain(reader);
    const port = (await reader.bytes(2)).readUInt16BE();
    socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    return { host, port, ...(user === undefined ? {} : { user }) };
  });

/** SOCKS4. */
export const socks4 = (): Promise<TestProxy> =>
  startProxy(async (reader, socket) => {
    const head = await reader.bytes(8);
    const user = await reader.until("\0");
    socket.write(Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]));
    return { host: [...head.subarray(4)].join("."), port: head.readUInt16BE(2), user };
  });

/** HTTP CONNECT, with Basic authentication when a login is given. */
export const httpTunnel = (login?: string): Promise<TestProxy> =>
  startProxy(async (reader, socket) => {
    const head = await reader.until("\r\n\r\n");
    const [, host = "", port = ""] = /^CONNECT (.+):(\d+) HTTP\/1\.1\r\n/.exec(head) ?? [];
    const basic = /\r\nProxy-Authorization: Basic (\S+)/.exec(head)?.[1] ?? "";
    const given = Buffer.from(basic, "base64").toString();
    if (login !== undefined && given !== login) {
      socket.write("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return null;
    }
    // In two pieces, as a slow network brings it.
    socket.write("HTTP/1.1 200 Connection est");
    socket.write("ablished\r\nVia: test\r\n\r\n");
    return { host, port: Number(port), ...(login === undefined ? {} : { user: given }) };
  });

/** Takes connections and says nothing. */
export const silentProxy = (): Promise<TestProxy> => startProxy(() => new Promise(() => {}));

async function domain(reader: Reader): Promise<string> {
  const [length = 0] = await reader.bytes(1);
  return (await reader.bytes(length)).toString();
}

async function startProxy(shake: Shake): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    void shake(new Reader(socket), socket).then((target) => {
      if (target === null) return socket.end();
      asked.push(
        `${target.user === undefined ? "" : `${target.user}@`}${target.host}:${target.port}`,
      );
      const onward = connect(target.port, target.host);
      sockets.add(onward);
      onward.on("error", () => socket.destroy());
      onward.on("close", () => socket.destroy());
      socket.on("close", () => onward.destroy());
      return socket.pipe(onward).pipe(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
