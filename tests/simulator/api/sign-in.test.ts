import { beforeEach, describe, expect, it } from "vitest";
import type { TlObject } from "../tl/value.ts";
import { banAccount } from "../world/change-chats.ts";
import { DirectClient } from "./direct-client.ts";
import { answerPassword, passwordKey, type SrpSalts } from "./srp.ts";

let time: number;
let client: DirectClient;

beforeEach(() => {
  time = Date.UTC(2026, 10, 23);
  client = new DirectClient({ now: () => time });
});

const sendCode = (phone_number: string) => ({
  _: "auth.sendCode",
  phone_number,
  api_id: 1,
  api_hash: "x",
  settings: { _: "codeSettings" },
});

const codeHashFor = async (key: bigint, phone: string) =>
  (await client.ask(key, sendCode(phone))).phone_code_hash as string;

const signIn = (phone_number: string, phone_code_hash: string, phone_code?: string) => ({
  _: "auth.signIn",
  phone_number,
  phone_code_hash,
  phone_code,
});

const ANNA = "15550001001";
const BORIS = "15550001002";
const CAROL = "15550001003";

/** `auth.checkPassword` for this password, over the challenge the server sent. */
async function passwordCheck(key: bigint, password: string): Promise<TlObject> {
  const challenge = await client.ask(key, { _: "account.getPassword" });
  const { A, M1 } = answerPassword(
    password,
    challenge.current_algo as unknown as SrpSalts,
    challenge.srp_B as Buffer,
    123_456_789n ** 20n,
  );
  const answer = { _: "inputCheckPasswordSRP", srp_id: challenge.srp_id, A, M1 };
  return { _: "auth.checkPassword", password: answer };
}

describe("signing in by code", () => {
  it("lets the owner of the phone in, however the number is written", async () => {
    const key = client.freshKey();
    const hash = await codeHashFor(key, "+1 555 000-10-01");
    const answer = await client.ask(key, signIn(ANNA, hash, "12345"));
    expect(answer.user).toMatchObject({ self: true, first_name: "Anna", phone: ANNA });
    expect(
      await client.ask<TlObject[]>(key, { _: "users.getUsers", id: [{ _: "inputUserSelf" }] }),
    ).toMatchObject([{ id: 7_000_000_001n }]);
  });

  it("refuses wrong, missing, used and old codes", async () => {
    const key = client.freshKey();
    const hash = await codeHashFor(key, ANNA);
    expect(await client.refusal(key, signIn(ANNA, hash, "00000"))).toBe("400 PHONE_CODE_INVALID");
    expect(await client.refusal(key, signIn(ANNA, hash))).toBe("400 PHONE_CODE_EMPTY");
    expect(await client.refusal(key, signIn(ANNA, "", "12345"))).toBe("400 PHONE_CODE_HASH_EMPTY");
    expect(await client.refusal(key, signIn(ANNA, "f0", "12345"))).toBe("400 PHONE_CODE_EXPIRED");
    time += 301_000;
    expect(await client.refusal(key, signIn(ANNA, hash, "12345"))).toBe("400 PHONE_CODE_EXPIRED");
    const again = await codeHashFor(key, ANNA);
    await client.ask(key, signIn(ANNA, again, "12345"));
    expect(await client.refusal(key, signIn(ANNA, again, "12345"))).toBe("400 PHONE_CODE_EXPIRED");
  });

  it("makes a code worthless after five wrong attempts", async () => {
    const key = client.freshKey();
    const hash = await codeHashFor(key, ANNA);
    const attempt = (code: string) => client.refusal(key, signIn(ANNA, hash, code));
    for (let turn = 0; turn < 5; turn++) expect(await attempt("1")).toBe("400 PHONE_CODE_INVALID");
    expect(await attempt("12345")).toBe("400 PHONE_CODE_EXPIRED");
  });

  it("sends the code in three ways, then in no other", async () => {
    const key = client.freshKey();
    const sent = await client.ask(key, sendCode(ANNA));
    expect(sent).toMatchObject({
      type: { _: "auth.sentCodeTypeApp", length: 5 },
      next_type: { _: "auth.codeTypeSms" },
    });
    const { phone_code_hash } = sent;
    const resend = { _: "auth.resendCode", phone_number: ANNA, phone_code_hash };
    expect((await client.ask(key, resend)).type).toMatchObject({ _: "auth.sentCodeTypeSms" });
    expect((await client.ask(key, resend)).type).toMatchObject({ _: "auth.sentCodeTypeCall" });
    expect(await client.refusal(key, resend)).toBe("400 SEND_CODE_UNAVAILABLE");
    const cancel = { ...resend, _: "auth.cancelCode" };
    expect(await client.refusal(key, cancel)).toBe("ok");
    expect(await client.refusal(key, resend)).toBe("400 PHONE_CODE_EXPIRED");
  });

  it("refuses bad numbers, too many codes, banned phones and other DCs' phones", async () => {
    const key = client.freshKey();
    const refusal = (phone: string) => client.refusal(key, sendCode(phone));
    expect(await refusal("12ab")).toBe("400 PHONE_NUMBER_INVALID");
    expect(await refusal(CAROL)).toBe("303 PHONE_MIGRATE_4");
    for (let turn = 0; turn < 5; turn++) expect(await refusal(ANNA)).toBe("ok");
    expect(await refusal(ANNA)).toBe("400 PHONE_NUMBER_FLOOD");
    time += 86_400_001;
    expect(await refusal(ANNA)).toBe("ok");
    banAccount(client.world, client.world.account("anna"));
    expect(await refusal(ANNA)).toBe("400 PHONE_NUMBER_BANNED");
  });

  it("offers strangers to sign up", async () => {
    const key = client.freshKey();
    const hash = await codeHashFor(key, "4915150000000");
    const answer = await client.ask(key, signIn("4915150000000", hash, "00000"));
    expect(answer._).toBe("auth.authorizationSignUpRequired");
  });
});

describe("the second factor", () => {
  const afterCode = async () => {
    const key = client.freshKey();
    const hash = await codeHashFor(key, BORIS);
    expect(await client.refusal(key, signIn(BORIS, hash, "22222"))).toBe(
      "401 SESSION_PASSWORD_NEEDED",
    );
    return key;
  };

  it("is asked for after the code, and lets in who proves the password", async () => {
    const key = await afterCode();
    expect(await client.refusal(key, { _: "updates.getState" })).toBe(
      "401 SESSION_PASSWORD_NEEDED",
    );
    expect(await client.ask(key, { _: "account.getPassword" })).toMatchObject({
      has_password: true,
      hint: "four words",
    });
    const check = await passwordCheck(key, "correct horse battery staple");
    expect((await client.ask(key, check)).user).toMatchObject({ self: true, id: 7_000_000_002n });
    expect(await client.refusal(key, { _: "updates.getState" })).toBe("ok");
  });

  it("refuses a wrong password, and any challenge's second answer", async () => {
    const key = await afterCode();
    const wrong = await passwordCheck(key, "Correct horse battery staple");
    expect(await client.refusal(key, wrong)).toBe("400 PASSWORD_HASH_INVALID");
    expect(await client.refusal(key, wrong)).toBe("400 SRP_ID_INVALID");
    const right = await passwordCheck(key, "correct horse battery staple");
    expect(await client.refusal(key, right)).toBe("ok");
  });

  it("is nobody else's business", async () => {
    const key = client.freshKey();
    expect(await client.refusal(key, { _: "account.getPassword" })).toBe(
      "401 AUTH_KEY_UNREGISTERED",
    );
    const anna = client.keyOf("anna");
    const none = await client.ask(anna, { _: "account.getPassword" });
    expect([none.has_password, none.srp_id]).toEqual([false, undefined]);
  });

  it("derives its key with salts and 100,000 rounds", () => {
    const salts = { salt1: Buffer.from("one"), salt2: Buffer.from("two") };
    const key = passwordKey("secret", salts);
    expect(key).not.toBe(passwordKey("secret", { ...salts, salt2: Buffer.from("owt") }));
    expect(key.toString(16).length).toBeGreaterThan(60);
  });
});

describe("a sign-in", () => {
  it("ends by logging out, by being revoked, and by a ban", async () => {
    const [first, second, third] = [
      client.keyOf("anna"),
      client.keyOf("anna"),
      client.keyOf("anna"),
    ];
    const state = { _: "updates.getState" };
    await client.ask(first, { _: "auth.logOut" });
    expect(await client.refusal(first, state)).toBe("401 AUTH_KEY_UNREGISTERED");

    const list = await client.ask(second, { _: "account.getAuthorizations" });
    const sessions = list.authorizations as TlObject[];
    expect(sessions.map(({ current }) => current)).toEqual([true, false]);
    const hash = sessions.find(({ current }) => current !== true)?.hash;
    await client.ask(second, { _: "account.resetAuthorization", hash });
    expect(await client.refusal(third, state)).toBe("401 SESSION_REVOKED");

    banAccount(client.world, client.world.account("anna"));
    expect(await client.refusal(second, state)).toBe("401 USER_DEACTIVATED_BAN");
  });

  it("can be taken to another DC, once and only there", async () => {
    const key = client.keyOf("anna");
    const exported = await client.ask(key, { _: "auth.exportAuthorization", dc_id: 4 });
    const take = { ...exported, _: "auth.importAuthorization" };
    const other = client.freshKey();
    expect(await client.refusal(other, take)).toBe("400 AUTH_BYTES_INVALID");
    client.dcId = 4;
    const there = client.freshKey();
    expect((await client.ask(there, take)).user).toMatchObject({ self: true });
    expect(await client.refusal(client.freshKey(), take)).toBe("400 AUTH_BYTES_INVALID");
    expect(await client.refusal(there, { _: "auth.exportAuthorization", dc_id: 9 })).toBe(
      "400 DC_ID_INVALID",
    );
  });
});
