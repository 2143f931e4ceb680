import { Api, type TelegramClient } from "telegram";
import type { Call, Handled, MtprotoServer, MtprotoServerOptions } from "../mtproto/contract.ts";
import type { TlObject } from "../tl/value.ts";
import { answered, DCS, startStub } from "./stub-server.ts";

const SELF: TlObject = { _: "user", id: 777n, access_hash: 1n, self: true, first_name: "Me" };

const CONFIG: TlObject = {
  _: "config",
  ...{ date: 0, expires: 0, test_mode: false, this_dc: 2, dc_txt_domain_name: "" },
  dc_options: DCS.map((id) => ({ _: "dcOption", id, ip_address: "127.0.0.1", port: 443 })),
  ...{ chat_size_max: 200, megagroup_size_max: 200_000, forwarded_count_max: 100 },
  ...{ online_update_period_ms: 0, offline_blur_timeout_ms: 0, offline_idle_timeout_ms: 0 },
  ...{ online_cloud_timeout_ms: 0, notify_cloud_delay_ms: 0, notify_default_delay_ms: 0 },
  ...{ push_chat_period_ms: 0, push_chat_limit: 0, edit_time_limit: 0, revoke_time_limit: 0 },
  ...{ revoke_pm_time_limit: 0, rating_e_decay: 0, stickers_recent_limit: 0 },
  ...{ channels_read_media_period: 0, call_receive_timeout_ms: 0, call_ring_timeout_ms: 0 },
  ...{ call_connect_timeout_ms: 0, call_packet_timeout_ms: 0, me_url_prefix: "" },
  ...{ caption_length_max: 0, message_length_max: 0, webfile_dc_id: 2 },
};

/** What GramJS asks by itself; undefined for everything else. */
function answerGramjs({ request }: Call): Handled | undefined {
  switch (request._) {
    case "help.getConfig":
      return answered(CONFIG);
    case "users.getUsers":
      return answered([SELF]);
    case "auth.exportAuthorization":
      return answered({ _: "auth.exportedAuthorization", id: 777n, bytes: Buffer.from("once") });
    case "auth.importAuthorization":
      return answered({ _: "auth.authorization", user: SELF });
    default:
      return undefined;
  }
}

/** A server that answers what GramJS asks by itself, and help.getNearestDc unless told otherwise. */
export async function startGramjsStub(
  handle?: (call: Call) => Handled | undefined,
  options?: Partial<MtprotoServerOptions>,
): Promise<MtprotoServer> {
  return await startStub((call) => handle?.(call) ?? answerGramjs(call), options);
}

/** The test's call: what the stub answers to help.getNearestDc is NEAREST. */
export async function nearest(client: TelegramClient): Promise<typeof NEAREST> {
  const { country, thisDc } = await client.invoke(new Api.help.GetNearestDc());
  return { country, thisDc };
}

export const NEAREST = { country: "DE", thisDc: 2 };
