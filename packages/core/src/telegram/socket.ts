import type { Socket as NetSocket } from "node:net";
import type { Dialling } from "./dial.ts";
import { dial } from "./dial.ts";
import { PromisedNetSockets } from "./library.ts";

/** Telegram's own packets are far below: the largest part of a file has 1 MiB. */
const LONGEST_PACKET = 32 * 1024 * 1024;

/** Fields of the library's socket, which keeps what has arrived in one growing buffer. */
interface SocketParts {
  client: NetSocket | undefined;
  closed: boolean;
  stream: Buffer;
  canRead: Promise<boolean> | undefined;
  resolveRead: ((canRead: boolean) => void) | undefined;
  receive(): Promise<void>;
}

/**
 * The library's socket with another way to connect. Its own waits for ever for a host that does not
 * answer, cannot be told to stop, knows no HTTP proxy, and leaves Nagle's algorithm on, which costs
 * 40 ms after every small packet of ours.
 */
export function socketClass(dialling: Dialling): typeof PromisedNetSockets {
  return class extends PromisedNetSockets {
    readonly #ended = new AbortController();

    constructor() {
      super();
    }

    override async connect(port: number, host: string): Promise<unknown> {
      const parts = this as unknown as SocketParts;
      parts.stream = Buffer.alloc(0);
      const socket = await dial(host, port, dialling, this.#ended.signal);
      parts.client = socket;
      parts.closed = false;
      parts.canRead = new Promise((resolve) => {
        parts.resolveRead = resolve;
      });
      const onClose = (): void => {
        parts.closed = true;
        parts.resolveRead?.(false);
      };
      socket.once("close", onClose);
      if (socket.destroyed) onClose();
      await parts.receive();
      return this;
    }

    /** A length comes unencrypted off the network: it must not make us wait for gigabytes. */
    override async readExactly(length: number): Promise<Buffer> {
      if (length > LONGEST_PACKET) throw new Error("A packet is too long.");
      return await super.readExactly(length);
    }

    override async close(): Promise<void> {
      this.#ended.abort(new Error("The connection was closed."));
      await super.close();
    }
  };
}
