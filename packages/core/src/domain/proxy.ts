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

/** A proxy as people may see it: where it is, and that it has a login, but no part of that. */
export function showProxy(proxy: Proxy): string {
  const host = proxy.host.includes(":") ? `[${proxy.host}]` : proxy.host;
  const hasLogin = proxy.type === "mtproxy" || proxy.username !== undefined;
  return `${proxy.type}://${hasLogin ? "•••@" : ""}${host}:${proxy.port}`;
}
