import { InvalidInput } from "../domain/errors.ts";

/** A stop on the way to Telegram; every account may have its own. */
export type Proxy =
  | {
      readonly type: "socks4" | "socks5" | "http";
      readonly host: string;
      readonly port: number;
      readonly username?: string;
      readonly password?: string;
    }
  | {
      readonly type: "mtproxy";
      readonly host: string;
      readonly port: number;
      /** 16 bytes in hexadecimal, or 17 that begin with `dd`. */
      readonly secret: string;
    };

/** Throws InvalidInput, with one sentence, on a proxy that cannot work. */
export function checkProxy(proxy: Proxy | null): void {
  if (proxy === null) return;
  const { type, host, port } = proxy;
  if (host === "" || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidInput("A proxy needs a host and a port between 1 and 65535.");
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
