import { InvalidInput } from "../domain/errors.ts";
import type { Proxy } from "../domain/proxy.ts";

export type { Proxy };

const FORMS =
  "A proxy is written socks5://host:port, socks4://…, http://… or mtproxy://secret@host:port, " +
  "or as a t.me/proxy or t.me/socks link.";

/**
 * Reads a proxy as people write it: `socks5://user:password@host:port`, `socks4://`, `http://`,
 * `mtproxy://secret@host:port`, and the links that Telegram apps share (`tg://proxy?server=…`,
 * `https://t.me/socks?server=…`; https://core.telegram.org/api/links#mtproxy-links). Throws
 * InvalidInput with one sentence that shows nothing of what was given: it may hold a password.
 */
export function parseProxy(text: string): Proxy {
  const url = URL.parse(text.trim());
  if (url === null) throw new InvalidInput(FORMS);
  const proxy = fromLink(url) ?? fromUrl(url);
  checkProxy(proxy);
  return proxy;
}

/** Throws InvalidInput, with one sentence, on a proxy that cannot work. */
export function checkProxy(proxy: Proxy | null): void {
  if (proxy === null) return;
  const { type, host, port } = proxy;
  if (host === "" || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidInput("A proxy needs a host and a port between 1 and 65535.");
  }
  // There machines of a data centre are given passwords; nobody's proxy is there.
  if (/^(169\.254\.|\[?fe[89ab][0-9a-f]:)/i.test(host)) {
    throw new InvalidInput("A proxy cannot have a link-local address.");
  }
  if (type === "socks4" && proxy.password !== undefined) {
    throw new InvalidInput("SOCKS4 knows no passwords; use socks5:// or leave the password out.");
  }
  if (type !== "mtproxy") return;
  if (/^ee/i.test(proxy.secret) && proxy.secret.length > 32) {
    throw new InvalidInput(
      "MTProxy secrets that begin with ee disguise the connection as TLS, which is not supported; use another proxy.",
    );
  }
  if (!/^(dd)?[0-9a-f]{32}$/i.test(proxy.secret)) {
    throw new InvalidInput("An MTProxy secret is 32 hexadecimal digits, with or without dd first.");
  }
}

function fromUrl(url: URL): Proxy {
  const type = url.protocol.slice(0, -1);
  const username = decoded(url.username);
  const password = decoded(url.password);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  // The URL standard drops http's own port.
  const port = url.port === "" && type === "http" ? 80 : Number(url.port);
  if (type === "mtproxy") return { type, host, port, secret: hexSecret(username) };
  if (type === "https") {
    throw new InvalidInput("Proxies that are spoken to over TLS are not supported; use http://.");
  }
  if (type !== "socks4" && type !== "socks5" && type !== "http") throw new InvalidInput(FORMS);
  return { type, host, port, ...login(username, password) };
}

/** Null when it is no link of Telegram's. */
function fromLink(url: URL): Proxy | null {
  const isApp = url.protocol === "tg:";
  const isWeb = url.protocol === "https:" && url.hostname === "t.me";
  if (!isApp && !isWeb) return null;
  const kind = isApp ? url.hostname || url.pathname.replaceAll("/", "") : url.pathname.slice(1);
  const field = (name: string): string => url.searchParams.get(name) ?? "";
  const place = { host: field("server"), port: Number(field("port")) };
  if (kind === "proxy") {
    // A "+" of base64 comes out of a query as a blank.
    return { type: "mtproxy", ...place, secret: hexSecret(field("secret").replaceAll(" ", "+")) };
  }
  if (kind !== "socks") throw new InvalidInput(FORMS);
  return { type: "socks5", ...place, ...login(field("user"), field("pass")) };
}

function login(username: string, password: string): { username?: string; password?: string } {
  if (username === "" && password === "") return {};
  return { username, ...(password === "" ? {} : { password }) };
}

/** Secrets are passed on in hexadecimal or in base64. */
function hexSecret(secret: string): string {
  if (/^[0-9a-f]*$/i.test(secret)) return secret.toLowerCase();
  return Buffer.from(secret, "base64").toString("hex");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidInput("The proxy's login is not percent-encoded as it must be in an address.");
  }
}
