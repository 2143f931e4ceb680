import { describe, expect, test } from "vitest";
import { RawClient } from "../../test-support/raw-client.ts";
import { RawStream, type TransportName } from "../../test-support/raw-stream.ts";
import { answered, NEAREST_DC, startStub } from "../../test-support/stub-server.ts";
import { FramingError } from "./framing.ts";
import { fullFraming } from "./full.ts";
import { Wire } from "./wire.ts";

const NAMES: TransportName[] = ["full", "abridged", "intermediate", "padded intermediate"];
const HIDDEN = NAMES.filter((name) => name !== "full");

/** All payloads in bytes that come in pieces of one size. */
function receiveInPieces(wire: Wire, bytes: Buffer, size: number): Buffer[] {
  const payloads: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    payloads.push(...wire.receive(bytes.subarray(start, start + size)));
  }
  return payloads;
}

describe("the transport of a connection", () => {
  const plain = NAMES.map((transport) => ({ transport, name: transport as string }));
  const hidden = HIDDEN.map((transport) => ({
    transport,
    obfuscated: true,
    name: `obfuscated ${transport}`,
  }));
  test.each([...plain, ...hidden])("is found out: $name", async ({ name, ...options }) => {
    const text = "long enough for two lengths of length ".repeat(100);
    const value = { _: "help.inviteText", message: text };
    await using server = await startStub(() => answered(value), { gzipAboveBytes: 1e9 });
    using client = await RawClient.connect(server, options);
    expect(await client.call({ _: "help.getInviteText" })).toEqual(value);
    expect(server.connections()).toMatchObject([{ transport: name, dcId: 2 }]);
    expect(server.problems).toEqual([]);
  });

  test.each(HIDDEN)(
    "may be %s through the proxy, to the DC the client names",
    async (transport) => {
      const seen: number[] = [];
      await using server = await startStub(({ dcId }) => {
        seen.push(dcId);
        return undefined;
      });
      using client = await RawClient.connect(server, { proxied: true, transport, dcId: 4 });
      expect(await client.call({ _: "help.getNearestDc" })).toEqual(NEAREST_DC);
      expect(seen).toEqual([4]);
    },
  );

  test("may not be the proxy's without its secret, nor for a DC that is not there", async () => {
    await using server = await startStub();
    const secret = "11".repeat(16);
    const wrong = { port: server.proxy.port, transport: "abridged", secret } as const;
    const stream = new RawStream(wrong);
    stream.send(Buffer.alloc(40));
    await stream.closed;
    const lost = RawClient.connect(server, { proxied: true, transport: "abridged", dcId: 5 });
    await expect(lost).rejects.toThrow(/refused/);
    expect(server.problems.map(({ message }) => message)).toEqual([
      "The first bytes are no transport's.",
      "No DC 5.",
    ]);
  });

  test("is found out however the bytes are cut", () => {
    const client = fullFraming();
    const sent = [Buffer.alloc(4, 1), Buffer.alloc(4000, 2), Buffer.alloc(24, 3)];
    const bytes = Buffer.concat(sent.map((payload) => client.frame(payload)));
    for (const size of [1, 7, 64, 1000, bytes.length]) {
      expect(receiveInPieces(new Wire(null), bytes, size)).toEqual(sent);
    }
  });
});

describe("a stream that breaks its transport", () => {
  const full = (...edits: [number, number][]) => {
    const packet = fullFraming().frame(Buffer.alloc(8));
    for (const [offset, value] of edits) packet[offset] = value;
    return packet;
  };
  const first = fullFraming().frame(Buffer.alloc(8));
  const cases: [string, Buffer, RegExp][] = [
    ["a wrong CRC-32", full([9, 1]), /CRC-32/],
    ["a packet twice", Buffer.concat([first, first]), /Packet 0 came for 1/],
    ["a size that is none", Buffer.from("0d0000000000000000", "hex"), /13 bytes/],
    ["a giant", Buffer.from("eeeeeeeeffffff7f", "hex"), /2147483647 bytes/],
    ["an empty packet", Buffer.from("ef00", "hex"), /0 bytes/],
    ["a quick acknowledgement", Buffer.from("ef81", "hex"), /Quick/],
    ["HTTP", Buffer.from("POST /api HTTP/1.1\r\n"), /HTTP/],
    ["noise", Buffer.alloc(64, 0x42), /no transport's/],
  ];
  test.each(cases)("ends by %s", (_, bytes, words) => {
    const receive = () => [...new Wire(null).receive(bytes)];
    expect(receive).toThrow(FramingError);
    expect(receive).toThrow(words);
  });

  test("is hung up on, and told as a problem", async () => {
    await using server = await startStub();
    const stream = new RawStream({ port: server.dcs[0]!.port });
    stream.sendBytes(full([9, 1]));
    await stream.closed;
    expect(server.problems.map(({ kind }) => kind)).toEqual(["transport"]);
  });
});
