import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../system-clock.ts";
import { socketClass } from "./socket.ts";

let server: Server | null = null;
afterEach(() => void server?.close());

/** A host that does this with whoever connects; its port. */
async function host(greet: (socket: Socket) => void): Promise<number> {
  server = createServer((socket) => {
    socket.on("error", () => {});
    greet(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const TestedSocket = socketClass({ proxy: null, clock: systemClock, milliseconds: 1_000 });

describe("a socket", () => {
  it("reads what arrives in pieces, and fails when the other side hangs up", async () => {
    const port = await host((socket) => {
      socket.write("ab");
      setImmediate(() => socket.end("cdef"));
    });
    const socket = new TestedSocket();
    await socket.connect(port, "127.0.0.1");
    expect((await socket.readExactly(5)).toString()).toBe("abcde");
    await expect(socket.readExactly(5)).rejects.toThrow();
    await socket.close();
  });

  it("does not wait for a packet that cannot be one", async () => {
    const port = await host((socket) => socket.write("x"));
    const socket = new TestedSocket();
    await socket.connect(port, "127.0.0.1");
    await expect(socket.readExactly(2 ** 30)).rejects.toThrow(/too long/);
    await socket.close();
  });

  it("closed while it connects ends connecting, and is not connected later", async () => {
    const port = await host(() => {});
    const socket = new TestedSocket();
    const connecting = socket.connect(port, "127.0.0.1");
    const refused = expect(connecting).rejects.toThrow(/was closed/);
    await socket.close();
    await refused;
  });

  it("does not outlive an error nobody waits for", async () => {
    const port = await host((socket) => socket.resetAndDestroy());
    const socket = new TestedSocket();
    await socket.connect(port, "127.0.0.1").catch(() => {});
    await expect(socket.readExactly(1)).rejects.toThrow();
    await socket.close();
  });

  it("at a port where nobody listens fails", async () => {
    const port = await host(() => {});
    server?.close();
    await expect(new TestedSocket().connect(port, "127.0.0.1")).rejects.toThrow(/ECONNREFUSED/);
  });
});
