import type { TlObject } from "../tl/value.ts";
import type { Account } from "../world/account.ts";
import { type ApiState, apiSeconds, type MemberHandler, type OpenHandler } from "./api-state.ts";
import { authorizationObject } from "./authorization-object.ts";
import { badRequest } from "./rpc-failure.ts";
import { admit, authorization } from "./sign-in.ts";

const success = (authorized: TlObject): TlObject => ({
  _: "auth.loginTokenSuccess",
  authorization: authorized,
});

/** The asking side of QR login (https://core.telegram.org/api/qr-login). */
export const tokenMethods: Readonly<Record<string, OpenHandler>> = {
  "auth.exportLoginToken": (asked) => {
    const { api, state, call } = asked;
    if (state.account !== null) return success(authorization(asked, state.account));
    const token = api.tokens.of(state.authKeyId);
    const account = token.acceptedBy;
    if (account === null) {
      const expires = Math.floor(token.expiresAt / 1000);
      return { _: "auth.loginToken", expires, token: token.bytes };
    }
    if (account.spec.homeDc !== call.dcId) {
      const dc_id = account.spec.homeDc;
      return { _: "auth.loginTokenMigrateTo", dc_id, token: token.bytes };
    }
    api.tokens.redeem(token.bytes);
    return success(admit(asked, account));
  },

  "auth.importLoginToken": (asked) => {
    const account = asked.api.tokens.redeem(asked.params.bytes("token"));
    return success(admit(asked, account));
  },
};

/** The accepting side: a phone that is signed in scans the code. */
export const tokenAcceptance: Readonly<Record<string, MemberHandler>> = {
  "auth.acceptLoginToken": ({ api, params, view }) => {
    const asker = acceptLoginToken(api, params.bytes("token"), view.account);
    const state = api.keys.find(asker);
    if (state === undefined) throw badRequest("AUTH_TOKEN_INVALID");
    return authorizationObject(api, state, false);
  },
};

/** Accepts a token as this account and tells its asker; the asker's key. */
export function acceptLoginToken(api: ApiState, bytes: Buffer, account: Account): bigint {
  const { authKeyId } = api.tokens.accept(bytes, account);
  const update: TlObject = { _: "updateLoginToken" };
  api.wire.push(authKeyId, { _: "updateShort", update, date: apiSeconds(api) });
  return authKeyId;
}
