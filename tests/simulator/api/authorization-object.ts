import type { TlObject } from "../tl/value.ts";
import type { ApiState } from "./api-state.ts";
import type { KeyState } from "./key-states.ts";

/** A signed-in session as account.getAuthorizations lists it. */
export function authorizationObject(api: ApiState, state: KeyState, current: boolean): TlObject {
  return {
    _: "authorization",
    current,
    password_pending: state.awaitingPassword !== null,
    hash: current ? 0n : state.hash,
    device_model: state.device,
    platform: "Simulator",
    system_version: "1",
    api_id: 1,
    app_name: "Telekeep",
    app_version: "1",
    date_created: state.signedInAt || Math.floor(api.world.now() / 1000),
    date_active: state.activeAt,
    ip: "127.0.0.1",
    country: "",
    region: "",
  };
}
