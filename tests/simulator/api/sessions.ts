import { hashBytes } from "../world/prng.ts";
import { apiSeconds, type MemberHandler, type OpenHandler } from "./api-state.ts";
import { authorizationObject } from "./authorization-object.ts";
import { badRequest } from "./rpc-failure.ts";
import { authorization } from "./sign-in.ts";

/** Taking a sign-in to another DC, and looking after one's sessions. */
export const sessionMethods: Readonly<Record<string, MemberHandler>> = {
  "auth.logOut": ({ api, state }) => {
    api.keys.end(state, "AUTH_KEY_UNREGISTERED");
    return { _: "auth.loggedOut" };
  },

  "auth.exportAuthorization": ({ api, params, view }) => {
    const dcId = params.int("dc_id");
    if (!api.wire.dcs().some((dc) => dc.id === dcId)) throw badRequest("DC_ID_INVALID");
    const { account } = view;
    const bytes = hashBytes(64, "export", account.key, dcId, api.exported.size, apiSeconds(api));
    api.exported.set(bytes.toString("hex"), { account, dcId });
    return { _: "auth.exportedAuthorization", id: BigInt(account.userId), bytes };
  },

  "account.getAuthorizations": ({ api, state, view }) => ({
    _: "account.authorizations",
    authorization_ttl_days: 180,
    authorizations: api.keys
      .signedIn(view.account)
      .filter((one) => !one.imported)
      .map((one) => authorizationObject(api, one, one === state)),
  }),

  "account.resetAuthorization": ({ api, params, view }) => {
    const hash = params.long("hash");
    const state = api.keys.signedIn(view.account).find((one) => one.hash === hash);
    if (state === undefined) throw badRequest("HASH_INVALID");
    api.keys.end(state, "SESSION_REVOKED");
    return true;
  },
};

export const importMethods: Readonly<Record<string, OpenHandler>> = {
  "auth.importAuthorization": (asked) => {
    const { api, params, state, call } = asked;
    const name = params.bytes("bytes").toString("hex");
    const exported = api.exported.get(name);
    const { account } = exported ?? {};
    if (account === undefined || exported?.dcId !== call.dcId)
      throw badRequest("AUTH_BYTES_INVALID");
    if (BigInt(account.userId) !== params.long("id")) throw badRequest("USER_ID_INVALID");
    api.exported.delete(name);
    api.keys.signIn(state, account, apiSeconds(api));
    state.imported = account.spec.homeDc !== call.dcId;
    return authorization(asked, account);
  },
};
