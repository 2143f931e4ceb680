import type { WayChecked } from "../domain/way-checked.ts";
import { blameProxy, whereSignInsBegin } from "./connect.ts";
import { dial } from "./dial.ts";
import { AuthKey } from "./library.ts";
import { Link } from "./link.ts";
import type { LinkOptions } from "./link-options.ts";
import { checkProxy } from "./proxy.ts";
import { trustServers } from "./public-keys.ts";
import { refuseSignIn } from "./refuse-sign-in.ts";

/**
 * Goes the whole way to Telegram as a stranger: no session is used, so it can be tried while an
 * account is at work. Throws SourceUnavailable, SignInRefused, InvalidInput, and the signal's reason.
 */
export async function checkWay(options: LinkOptions, signal: AbortSignal): Promise<WayChecked> {
  const { proxy, servers, clock, timing } = options;
  checkProxy(proxy);
  trustServers(servers);
  const dc = whereSignInsBegin(servers);
  const begun = clock.now();
  try {
    const [host, port] = proxy?.type === "mtproxy" ? [proxy.host, proxy.port] : [dc.host, dc.port];
    const way = proxy?.type === "mtproxy" ? null : proxy;
    const dialling = { proxy: way, clock, milliseconds: timing.dialMs };
    (await dial(host, port, dialling, signal)).destroy();
    const dialled = clock.now();
    await using link = new Link(options, dc, new AuthKey());
    await link.open(signal);
    const answered = clock.now();
    return {
      dialMs: dialled - begun,
      handshakeMs: answered - dialled,
      aheadMs: link.serverNow() - answered,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw refuseSignIn(blameProxy(error, proxy));
  }
}
