import { type ApiState, apiSeconds, type OpenHandler } from "./api-state.ts";

/** What every client asks first. */
export const configMethods: Readonly<Record<string, OpenHandler>> = {
  "help.getConfig": ({ api, call }) => configObject(api, call.dcId),
  "help.getNearestDc": ({ call }) => ({
    _: "nearestDc",
    country: "UY",
    this_dc: call.dcId,
    nearest_dc: call.dcId,
  }),
};

function configObject(api: ApiState, thisDc: number) {
  const date = apiSeconds(api);
  return {
    _: "config",
    date,
    expires: date + 3600,
    test_mode: false,
    this_dc: thisDc,
    dc_options: api.wire.dcs().map(({ id, host, port }) => ({
      _: "dcOption",
      static: true,
      id,
      ip_address: host,
      port,
    })),
    dc_txt_domain_name: "",
    chat_size_max: 200,
    megagroup_size_max: 200_000,
    forwarded_count_max: 100,
    online_update_period_ms: 210_000,
    offline_blur_timeout_ms: 5_000,
    offline_idle_timeout_ms: 30_000,
    online_cloud_timeout_ms: 300_000,
    notify_cloud_delay_ms: 30_000,
    notify_default_delay_ms: 1_500,
    push_chat_period_ms: 60_000,
    push_chat_limit: 2,
    edit_time_limit: 172_800,
    revoke_time_limit: 2_147_483_647,
    revoke_pm_time_limit: 2_147_483_647,
    rating_e_decay: 2_419_200,
    stickers_recent_limit: 200,
    channels_read_media_period: 604_800,
    call_receive_timeout_ms: 20_000,
    call_ring_timeout_ms: 90_000,
    call_connect_timeout_ms: 30_000,
    call_packet_timeout_ms: 10_000,
    me_url_prefix: "https://t.me/",
    caption_length_max: 1024,
    message_length_max: 4096,
    webfile_dc_id: thisDc,
  };
}
