import { Api, type ApiOptions } from "./api/api.ts";
import { pushUpdates } from "./api/push-updates.ts";
import { type LoggedRequest, RequestLog } from "./api/request-log.ts";
import { FaultPlan } from "./faults/fault-plan.ts";
import type { FaultRule } from "./faults/fault-rule.ts";
import { FaultyApi } from "./faults/faulty-api.ts";
import { filterPushes } from "./faults/filter-pushes.ts";
import { type EarlyRequest, type FloodLimit, FloodLimiter } from "./faults/flood-limiter.ts";
import { markServed } from "./faults/mark-served.ts";
import type { MtprotoServer, MtprotoServerOptions } from "./mtproto/contract.ts";
import { startMtprotoServer } from "./mtproto/server.ts";
import { rememberPages } from "./remember-pages.ts";
import type { TlObject, TlValue } from "./tl/value.ts";
import type { Now } from "./world/chat.ts";
import { chosenWorld, type WorldChoice } from "./world/presets/preset.ts";
import { World } from "./world/world.ts";

/** How a simulator is set up; everything has a default. */
export interface SimulatorOptions extends Omit<ApiOptions, "world" | "wire"> {
  /** Default 1. */
  readonly seed?: number;
  /** Default "tiny". */
  readonly world?: WorldChoice;
  readonly faults?: readonly FaultRule[];
  /** Flood limits by method, `*` for all others. Default: none. */
  readonly floodLimits?: Readonly<Record<string, FloodLimit>>;
  /** Default DC 1, 2 and 4. */
  readonly dcs?: readonly number[];
  /** Milliseconds since 1970. Default Date.now. */
  readonly now?: Now;
  /** How many requests are kept in full. Default 10,000. */
  readonly keptRequests?: number;
  /** Whether pages of history are made once and then sent from memory, for measurements. */
  readonly remembersPages?: boolean;
  /** What the wire can do besides: ports, keys, gzip, … */
  readonly wire?: Omit<MtprotoServerOptions, "dcIds" | "handle" | "now">;
}

/** Where to connect, in the form of the product's setting for test servers. */
export interface ServersSetting {
  readonly dcs: readonly { readonly id: number; readonly host: string; readonly port: number }[];
  /** PEM. */
  readonly publicKeys: readonly string[];
}

/** A running Telegram of our own. */
export interface Simulator extends AsyncDisposable {
  readonly servers: ServersSetting;
  readonly world: World;
  readonly api: Api;
  /** Outages, dropped connections, forgotten keys, clock offsets. */
  readonly wire: MtprotoServer;
  readonly faults: FaultPlan;
  /** The last requests, oldest first. */
  requests(): readonly LoggedRequest[];
  /** How often a method was asked for, since the start. */
  requestCount(method?: string): number;
  /** Requests that came before the end of a flood wait. */
  earlyRequests(): readonly EarlyRequest[];
  /** Methods that were asked for and that the API here does not have. */
  unknownMethods(): readonly string[];
  /** Open connections by auth key. */
  connectionsPerKey(): ReadonlyMap<bigint, number>;
  /** The most connections each auth key had open when a request arrived. */
  peakConnectionsPerKey(): ReadonlyMap<bigint, number>;
  close(): Promise<void>;
}

/** Starts a Telegram on 127.0.0.1 over a seeded world. Settles when it can be connected to. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 1, dcs = [1, 2, 4], now = Date.now, faults = [] } = options;
  const world = new World({ seed, dcs, now, spec: chosenWorld(options.world ?? "tiny") });
  const plan = new FaultPlan(seed, faults);
  const limiter = new FloodLimiter(now, options.floodLimits);
  const log = new RequestLog(options.keptRequests ?? 10_000);
  const peaks = new Map<bigint, number>();

  // The server calls the API, and the API pushes through the server.
  let server: MtprotoServer | null = null;
  const api = new Api({
    ...options,
    world,
    wire: {
      dcs: () => server?.dcs ?? [],
      push: (authKeyId, updates) => server?.push(authKeyId, updates) ?? 0,
    },
  });
  const skewClock = (seconds: number): void => server?.setClockOffset(seconds);
  const faulty = new FaultyApi({ api, plan, limiter, log, skewClock });
  const connectionsPerKey = (): Map<bigint, number> => {
    const counts = new Map<bigint, number>();
    for (const { authKeyId } of server?.connections() ?? []) {
      if (authKeyId !== null) counts.set(authKeyId, (counts.get(authKeyId) ?? 0) + 1);
    }
    return counts;
  };

  const handle: MtprotoServerOptions["handle"] = (call) => {
    const open = connectionsPerKey().get(call.authKeyId) ?? 1;
    peaks.set(call.authKeyId, Math.max(open, peaks.get(call.authKeyId) ?? 0));
    return faulty.handle(call);
  };
  const encode = (request: TlObject, value: TlValue) =>
    server?.encodeResult(request, value) ?? Buffer.alloc(0);
  server = await startMtprotoServer({
    ...options.wire,
    ...{ now, dcIds: dcs },
    handle: options.remembersPages === true ? rememberPages(handle, encode) : handle,
  });
  const wire = server;
  const stopPushing = pushUpdates(api.state, filterPushes(world, plan), (updates) =>
    markServed(world, updates),
  );
  const close = async (): Promise<void> => {
    stopPushing();
    await wire.close();
  };

  return {
    servers: { dcs: wire.dcs, publicKeys: wire.publicKeys },
    world,
    api,
    wire,
    faults: plan,
    requests: () => log.requests,
    requestCount: (method) => log.count(method),
    earlyRequests: () => limiter.early,
    unknownMethods: () => api.unknownMethods,
    connectionsPerKey,
    peakConnectionsPerKey: () => peaks,
    close,
    [Symbol.asyncDispose]: close,
  };
}
