import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openTunnel } from "./open-tunnel.ts";

let server: Server | null = null;
afterEach(() => void server?.close());
const unaborted = new AbortController().signal;

/** A socket to a proxy that answers with this, whatever it is asked. */
async function proxied(answer: (socket: Socket) => void): Promise<Socket> {
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => answer(socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

describe("a tunnel through an HTTP proxy", () => {
  it("leaves what has come through it already to be read", async () => {
    const socket = await proxied((there) => there.write("HTTP/1.1 200 OK\r\n\r\nfirst"));
    await openTunnel(socket, {}, "127.0.0.1", 443, unaborted);
    const heard: Buffer[] = [];
    socket.on("data", (data) => heard.push(data));
    await once(socket, "data");
    expect(Buffer.concat(heard).toString()).toBe("first");
    socket.destroy();
  });

  it.each([
    ["refuses", "HTTP/1.1 403 No\r\n\r\n", /HTTP status 403/],
    ["speaks something else", "SSH-2.0-x\r\n\r\n", /does not speak HTTP/],
    ["never ends its answer", "x".repeat(20_000), /too long/],
  ])("fails when the proxy %s", async (_, answer, words) => {
    const socket = await proxied((there) => there.write(answer));
    await expect(openTunnel(socket, {}, "::1", 443, unaborted)).rejects.toThrow(words);
    socket.destroy();
  });

  it("fails when the proxy hangs up, and with the signal's reason", async () => {
    const ended = await proxied((there) => there.end("HTTP/1.1 2"));
    await expect(openTunnel(ended, {}, "a.bc", 443, unaborted)).rejects.toThrow(/hung up/);
    server?.close();
    const stop = new AbortController();
    const silent = await proxied(() => stop.abort(new Error("enough")));
    const opening = openTunnel(silent, {}, "a.bc", 443, stop.signal);
    await expect(opening).rejects.toMatchObject({ name: "AbortError" });
    silent.destroy();
  });

  it("says who asks, in the words of the host", async () => {
    const heads: string[] = [];
    for (const [host, login] of [
      ["::1", {}],
      ["a.bc", { username: "me", password: "p:w" }],
    ] as const) {
      const socket = await proxied((there) => there.write("HTTP/1.1 200 OK\r\n\r\n"));
      const written: string[] = [];
      const write = socket.write.bind(socket);
      socket.write = ((data: string) => {
        written.push(data);
        return write(data);
      }) as typeof socket.write;
      await openTunnel(socket, login, host, 443, unaborted);
      heads.push(written.join(""));
      socket.destroy();
      server?.close();
    }
    const basic = Buffer.from("me:p:w").toString("base64");
    expect(heads).toEqual([
      "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n",
      `CONNECT a.bc:443 HTTP/1.1\r\nHost: a.bc:443\r\nProxy-Authorization: Basic ${basic}\r\n\r\n`,
    ]);
  });
});
