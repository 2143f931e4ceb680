import { TelekeepError } from "../domain/errors.ts";
import type { Proxy } from "../domain/proxy.ts";
import { showProxy } from "../domain/proxy.ts";
import { SourceUnavailable } from "../domain/source-failures.ts";
import { AuthKey } from "./library.ts";
import { Link } from "./link.ts";
import type { LinkOptions } from "./link-options.ts";
import { checkProxy } from "./proxy.ts";
import { trustServers } from "./public-keys.ts";
import { AuthKeyLost, RpcFailure } from "./rpc-failure.ts";
import { type DataCentre, isLoopback, type Servers } from "./servers.ts";
import type { Session } from "./session.ts";

export type { ApiCredentials } from "./link-options.ts";

/** Where sign-ins begin with Telegram's own servers; those that live elsewhere are told so. */
const FIRST_DC: DataCentre = { id: 2, host: "149.154.167.50", port: 443 };

/** Connects with a saved session, or without one where sign-ins begin. Throws as `Link.open`. */
export async function openLink(
  options: LinkOptions,
  from: Session | DataCentre | null,
  signal: AbortSignal,
): Promise<Link> {
  const { servers } = options;
  checkProxy(options.proxy);
  trustServers(servers);
  const wanted = from === null ? whereSignInsBegin(servers) : "dc" in from ? from.dc : from;
  const link = new Link(
    options,
    whereNow(wanted, servers),
    from !== null && "dc" in from ? from.authKey : new AuthKey(),
  );
  try {
    await link.open(signal);
    return link;
  } catch (error) {
    await link.close();
    signal.throwIfAborted();
    throw blameProxy(error, options.proxy);
  }
}

/** The data centre that is asked when nobody knows where an account lives. */
export function whereSignInsBegin(servers: Servers | null): DataCentre {
  return servers?.dcs[0] ?? FIRST_DC;
}

/** Whoever has a proxy should look there first: what is behind it cannot be seen from here. */
export function blameProxy(error: unknown, proxy: Proxy | null): unknown {
  const isNetwork = error instanceof SourceUnavailable || !(error instanceof TelekeepError);
  if (!isNetwork || error instanceof RpcFailure || error instanceof AuthKeyLost) return error;
  const cause = { cause: error };
  if (proxy !== null) {
    const shown = showProxy(proxy);
    return new SourceUnavailable(
      `Telegram could not be reached through the proxy ${shown}; check that it runs and takes this login.`,
      cause,
    );
  }
  if (error instanceof SourceUnavailable) return error;
  return new SourceUnavailable("Telegram could not be reached; check the network.", cause);
}

/** A session tells where its data centre was; servers of one's own are where they are now. */
function whereNow(dc: DataCentre, servers: Servers | null): DataCentre {
  const found = servers === null ? dc : servers.dcs.find(({ id }) => id === dc.id);
  if (found === undefined) {
    throw new SourceUnavailable(`The file of Telegram servers has no data centre ${dc.id}.`);
  }
  if (servers === null && isLoopback(dc.host)) {
    throw new SourceUnavailable(
      "This account was signed in at servers of one's own; name their file again to use it.",
    );
  }
  return found;
}
