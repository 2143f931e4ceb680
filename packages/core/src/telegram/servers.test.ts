import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InvalidInput } from "../domain/errors.ts";
import { isLoopback, parseServers, readServers } from "./servers.ts";

const publicKeys = ["-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----"];
const dc = (host: string, id: unknown = 2, port: unknown = 1000) => ({ id, host, port });
const fileOf = (...dcs: object[]) => JSON.stringify({ dcs, publicKeys });

describe("servers of one's own", () => {
  it("are read from a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "telekeep-servers-"));
    const path = join(folder, "servers.json");
    const servers = { dcs: [dc("127.0.0.1", 2), dc("::1", 4)], publicKeys };
    await writeFile(path, JSON.stringify(servers));
    expect(await readServers(path)).toEqual(servers);
    await rm(folder, { recursive: true });
    await expect(readServers(path)).rejects.toThrow(InvalidInput);
    await expect(readServers(path)).rejects.toThrow(/cannot be read/);
  });

  it.each(["127.0.0.1", "127.255.1.2", "::1", "localhost"])("may be at %s", (host) => {
    expect(parseServers(fileOf(dc(host))).dcs).toEqual([dc(host)]);
  });

  it.each([
    "149.154.167.50",
    "127.0.0.1.example.org",
    "128.0.0.1",
    "127.0.0.256",
    "0.0.0.0",
    "localhost.example.org",
    "::ffff:10.0.0.1",
    "[::1]",
    "",
  ])("may not be at %s, even among others that may", (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(() => parseServers(fileOf(dc("127.0.0.1"), dc(host)))).toThrow(InvalidInput);
    expect(() => parseServers(fileOf(dc("127.0.0.1"), dc(host)))).toThrow(
      /must be on this machine/,
    );
  });

  it.each([
    ["no JSON", "{", /not valid JSON/],
    ["nothing", "null", /"dcs"/],
    ["no data centre", fileOf(), /"dcs"/],
    ["a data centre without a number", fileOf(dc("::1", "2")), /"dcs"/],
    ["an impossible port", fileOf(dc("::1", 2, 65_536)), /"dcs"/],
    ["no keys", JSON.stringify({ dcs: [dc("::1")] }), /"publicKeys"/],
    ["no PEM", JSON.stringify({ dcs: [dc("::1")], publicKeys: ["x"] }), /"publicKeys"/],
  ])("are not read from a file with %s", (_, text, words) => {
    expect(() => parseServers(text)).toThrow(InvalidInput);
    expect(() => parseServers(text)).toThrow(words);
  });
});
