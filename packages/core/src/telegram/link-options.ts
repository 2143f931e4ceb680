import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Proxy } from "./proxy.ts";
import type { Servers } from "./servers.ts";
import type { Timing } from "./timing.ts";

/** What Telegram gives everybody who writes a client (https://core.telegram.org/api/obtaining_api_id). */
export interface ApiCredentials {
  readonly apiId: number;
  readonly apiHash: string;
}

/** How this process reaches Telegram. */
export interface LinkOptions {
  readonly credentials: ApiCredentials;
  /** Null for Telegram's own. */
  readonly servers: Servers | null;
  readonly proxy: Proxy | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
}
