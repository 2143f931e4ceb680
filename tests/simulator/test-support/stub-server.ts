import type { Call, Handled, MtprotoServer, MtprotoServerOptions } from "../mtproto/contract.ts";
import { startMtprotoServer } from "../mtproto/server.ts";
import type { TlValue } from "../tl/value.ts";
import { RawClient, type RawClientOptions } from "./raw-client.ts";

export const DCS = [2, 4];
export const NEAREST_DC = { _: "nearestDc", country: "DE", this_dc: 2, nearest_dc: 2 };

/** A server that answers help.getNearestDc, and everything else through `handle`. */
export async function startStub(
  handle?: (call: Call) => Handled | Promise<Handled> | undefined,
  options: Partial<MtprotoServerOptions> = {},
): Promise<MtprotoServer> {
  return await startMtprotoServer({
    dcIds: DCS,
    ...options,
    handle: (call) => handle?.(call) ?? answered(NEAREST_DC),
  });
}

export const answered = (value: TlValue): Handled => ({ answer: { type: "result", value } });

export const refused = (code: number, message: string): Handled => ({
  answer: { type: "error", code, message },
});

/** A raw client whose session exists: its new_session_created was read. */
export async function established(
  server: MtprotoServer,
  options: RawClientOptions = {},
): Promise<RawClient> {
  const client = await RawClient.connect(server, options);
  client.service({ _: "ping", ping_id: 1n });
  const { object } = await client.named("new_session_created");
  client.salt = object.server_salt as bigint;
  await client.named("pong");
  return client;
}
