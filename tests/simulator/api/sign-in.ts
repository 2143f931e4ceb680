import type { TlObject } from "../tl/value.ts";
import type { Account } from "../world/account.ts";
import { type Asked, type AskedBy, apiSeconds, type OpenHandler } from "./api-state.ts";
import { badRequest, seeOther, unauthorized } from "./rpc-failure.ts";
import { userObject } from "./user-object.ts";

/** Signing in by code and password (https://core.telegram.org/api/auth). */
export const signInMethods: Readonly<Record<string, OpenHandler>> = {
  "auth.sendCode": (asked) => {
    const phone = checkedPhone(asked);
    if (asked.params.int("api_id") <= 0 || asked.params.text("api_hash") === "") {
      throw badRequest("API_ID_INVALID");
    }
    const codeHash = asked.api.codes.send(phone);
    const length = findAccount(asked, phone)?.spec.code.length ?? 5;
    return sentCode({ _: "auth.sentCodeTypeApp", length }, codeHash, "auth.codeTypeSms");
  },

  "auth.resendCode": (asked) => {
    const phone = checkedPhone(asked);
    const codeHash = asked.params.text("phone_code_hash");
    const length = findAccount(asked, phone)?.spec.code.length ?? 5;
    return asked.api.codes.resend(phone, codeHash) === 1
      ? sentCode({ _: "auth.sentCodeTypeSms", length }, codeHash, "auth.codeTypeCall")
      : sentCode({ _: "auth.sentCodeTypeCall", length }, codeHash);
  },

  "auth.cancelCode": (asked) => {
    asked.api.codes.cancel(checkedPhone(asked), asked.params.text("phone_code_hash"));
    return true;
  },

  "auth.signIn": (asked) => {
    const phone = checkedPhone(asked);
    const account = findAccount(asked, phone);
    const codeHash = asked.params.text("phone_code_hash");
    const code = asked.params.optionalText("phone_code");
    asked.api.codes.check(phone, codeHash, code, account?.spec.code ?? "00000");
    if (account === null) return { _: "auth.authorizationSignUpRequired" };
    return admit(asked, account);
  },

  "account.getPassword": ({ api, state }) => {
    const account = state.account ?? state.awaitingPassword;
    if (account === null) throw unauthorized("AUTH_KEY_UNREGISTERED");
    return api.passwords.challenge(account);
  },

  "auth.checkPassword": (asked) => {
    const { api, state, params } = asked;
    const account = state.awaitingPassword;
    if (account === null) throw unauthorized("AUTH_KEY_UNREGISTERED");
    api.passwords.check(account, params.object("password"));
    return completeSignIn(asked, account);
  },
};

/** Lets the account in, or asks for its second factor. */
export function admit(asked: Asked, account: Account): TlObject {
  if (account.banned) throw unauthorized("USER_DEACTIVATED_BAN");
  if (account.spec.password !== undefined) {
    asked.state.awaitingPassword = account;
    throw unauthorized("SESSION_PASSWORD_NEEDED");
  }
  return completeSignIn(asked, account);
}

/** Signs the key in; `auth.authorization`. */
export function completeSignIn(asked: Asked, account: Account): TlObject {
  const { api, state } = asked;
  api.keys.signIn(state, account, apiSeconds(api));
  return authorization(asked, account);
}

export function authorization({ api }: Asked | AskedBy, account: Account): TlObject {
  const view = { world: api.world, account, references: api.references };
  return { _: "auth.authorization", user: userObject(view, account.userId) };
}

/** The phone in digits, if this DC is the right one to ask about it. */
function checkedPhone(asked: Asked): string {
  const phone = asked.params.text("phone_number").replaceAll(/[\s()+-]/g, "");
  if (!/^\d{7,15}$/.test(phone)) throw badRequest("PHONE_NUMBER_INVALID");
  const account = findAccount(asked, phone);
  if (account?.banned === true) throw badRequest("PHONE_NUMBER_BANNED");
  if (account !== null && account.spec.homeDc !== asked.call.dcId) {
    throw seeOther("PHONE", account.spec.homeDc);
  }
  return phone;
}

function findAccount({ api }: Asked, phone: string): Account | null {
  return api.world.accounts.find((account) => account.spec.phone === phone) ?? null;
}

function sentCode(type: TlObject, codeHash: string, next?: string): TlObject {
  return {
    _: "auth.sentCode",
    type,
    phone_code_hash: codeHash,
    next_type: next === undefined ? undefined : { _: next },
    timeout: next === undefined ? undefined : 60,
  };
}
