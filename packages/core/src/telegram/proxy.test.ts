import { describe, expect, it } from "vitest";
import { InvalidInput } from "../domain/errors.ts";
import { showProxy } from "../domain/proxy.ts";
import { checkProxy, parseProxy } from "./proxy.ts";

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

describe("the address of a proxy", () => {
  const place = { host: "proxy.example", port: 1080 };
  it.each([
    ["socks5://proxy.example:1080", { type: "socks5", ...place }],
    [
      " socks5://me:p%40ss%20word@proxy.example:1080 ",
      { type: "socks5", ...place, username: "me", password: "p@ss word" },
    ],
    ["socks4://me@proxy.example:1080", { type: "socks4", ...place, username: "me" }],
    ["http://proxy.example", { type: "http", host: "proxy.example", port: 80 }],
    ["http://[::1]:3128", { type: "http", host: "::1", port: 3128 }],
    [`mtproxy://${secret}@proxy.example:1080`, { type: "mtproxy", ...place, secret }],
    [
      `tg://proxy?server=proxy.example&port=1080&secret=dd${secret}`,
      { type: "mtproxy", ...place, secret: `dd${secret}` },
    ],
    [
      `https://t.me/proxy?server=proxy.example&port=1080&secret=${Buffer.from(secret, "hex").toString("base64url")}`,
      { type: "mtproxy", ...place, secret },
    ],
    [
      "https://t.me/socks?server=proxy.example&port=1080&user=me&pass=word",
      { type: "socks5", ...place, username: "me", password: "word" },
    ],
  ] as const)("%s is understood", (text, proxy) => {
    expect(parseProxy(text)).toEqual(proxy);
  });

  it.each([
    "canary",
    "socks5://canary",
    "socks5://me:canary@proxy.example",
    "socks4://me:canary@proxy.example:1080",
    "https://me:canary@proxy.example:443",
    "socks5://169.254.169.254:80",
    "http://[fe80::1]:80",
    "file:///canary",
    "https://t.me/canary?server=a&port=1",
    `mtproxy://ee${secret}6162@proxy.example:443`,
    `https://t.me/proxy?server=a&port=1&secret=7gARIjNEVWZ3iJmqu8zd7v9jYW5hcnk`,
  ])("%s is refused without being repeated", (text) => {
    expect(() => parseProxy(text)).toThrow(InvalidInput);
    expect(() => parseProxy(text)).toThrow(/^(?!.*canary)[^\n]{20,180}\.$/);
  });

  it("is shown without its login", () => {
    const shown = (text: string) => showProxy(parseProxy(text));
    expect(shown("socks5://proxy.example:1080")).toBe("socks5://proxy.example:1080");
    expect(shown("socks5://me:word@proxy.example:1080")).toBe("socks5://•••@proxy.example:1080");
    expect(shown(`mtproxy://${secret}@[::1]:443`)).toBe("mtproxy://•••@[::1]:443");
  });
});
