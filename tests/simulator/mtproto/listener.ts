import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** One port of 127.0.0.1 that can be closed and opened again. */
export class Listener {
  readonly #onSocket: (socket: Socket) => void;
  #server: Server | null = null;
  /** 0 until the system has chosen one. */
  port: number;

  constructor(port: number, onSocket: (socket: Socket) => void) {
    this.port = port;
    this.#onSocket = onSocket;
  }

  /** @throws when the port is taken. */
  async open(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ noDelay: true }, this.#onSocket);
    this.#server = server;
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
  }

  /** Refuses from now on; settles when the sockets it accepted are closed too. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    const closed = once(server, "close");
    server.close();
    await closed;
  }
}
