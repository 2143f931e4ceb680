import { describe, expect, it } from "vitest";
import { InvalidInput } from "../domain/errors.ts";
import { checkProxy } from "./proxy.ts";

const secret = "00112233445566778899aabbccddeeff";
const at = { host: "proxy.example", port: 1080 };

describe("a proxy", () => {
  it("may be of any kind, or none", () => {
    for (const type of ["socks4", "socks5", "http"] as const) checkProxy({ type, ...at });
    for (const one of [secret, `dd${secret}`, secret.toUpperCase()]) {
      checkProxy({ type: "mtproxy", ...at, secret: one });
    }
    expect(() => checkProxy(null)).not.toThrow();
  });

  it.each([
    [{ type: "http", host: "", port: 80 }, /host/],
    [{ type: "http", host: "a", port: 0 }, /port/],
    [{ type: "mtproxy", ...at, secret: "abc" }, /32 hexadecimal digits/],
    [{ type: "mtproxy", ...at, secret: `ee${secret}6162` }, /disguise/],
  ] as const)("cannot be %j", (proxy, words) => {
    expect(() => checkProxy(proxy)).toThrow(InvalidInput);
    expect(() => checkProxy(proxy)).toThrow(words);
  });
});
