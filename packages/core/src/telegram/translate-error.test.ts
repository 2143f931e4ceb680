import { describe, expect, it } from "vitest";
import { AccountRefused, FloodWait, SourceUnavailable } from "../domain/source-failures.ts";
import { refuseSignIn } from "./refuse-sign-in.ts";
import { AuthKeyLost, RpcFailure, UnreadableAnswer } from "./rpc-failure.ts";
import { TakeoutDelayed, translateError } from "./translate-error.ts";

const translate = (code: number, reason: string) =>
  translateError(new RpcFailure(code, reason), "history", 7);

describe("an error of Telegram", () => {
  it.each([
    ["FLOOD_WAIT_30", 30],
    ["FLOOD_PREMIUM_WAIT_5", 5],
    ["SLOWMODE_WAIT_9", 9],
    ["FLOOD_WAIT_0", 1],
  ])("%s means a pause of %i s", (reason, seconds) => {
    const error = translate(420, reason);
    expect(error).toBeInstanceOf(FloodWait);
    expect(error).toMatchObject({ seconds, call: "history" });
  });

  it("TAKEOUT_INIT_DELAY is no pause", () => {
    const error = translate(420, "TAKEOUT_INIT_DELAY_86400");
    expect(error).toBeInstanceOf(TakeoutDelayed);
    expect(error).toMatchObject({ seconds: 86_400, code: "TAKEOUT_DELAYED" });
  });

  it.each([
    [401, "AUTH_KEY_UNREGISTERED", "revoked"],
    [401, "SOMETHING_NEW", "revoked"],
    [406, "AUTH_KEY_DUPLICATED", "revoked"],
    [401, "USER_DEACTIVATED_BAN", "banned"],
  ])("%i %s means that the account is %s", (code, reason, state) => {
    const error = translate(code, reason);
    expect(error).toBeInstanceOf(AccountRefused);
    expect(error).toMatchObject({ accountId: 7, state });
  });

  it.each([
    [500, "INTERNAL"],
    [-503, "Timeout"],
    [303, "USER_MIGRATE_5"],
    [420, "A_WAIT_OF_NO_LENGTH"],
  ])("%i %s may be over later", (code, reason) => {
    expect(translate(code, reason)).toBeInstanceOf(SourceUnavailable);
  });

  it.each([
    ["CHANNEL_PRIVATE", "private"],
    ["USER_BANNED_IN_CHANNEL", "banned_here"],
    ["INVITE_HASH_EXPIRED", "invite_expired"],
    ["USERNAME_NOT_OCCUPIED", "not_found"],
  ])("%s means that the channel is %s", (message, reason) => {
    expect(translate(400, message)).toMatchObject({ code: "CHANNEL_INACCESSIBLE", reason });
  });

  it("that nobody expects stays as it is, with Telegram's words", () => {
    const error = translate(400, "LIMIT_INVALID");
    expect(error).toBeInstanceOf(RpcFailure);
    expect(String(error)).toContain("400 LIMIT_INVALID");
  });

  it("keeps what had happened as its cause, and no words of an answer", () => {
    const lost = new AuthKeyLost();
    expect(translateError(lost, "look", 7)).toMatchObject({ state: "revoked", cause: lost });
    const unreadable = new UnreadableAnswer(Buffer.from("secret words"), "unknown constructor");
    const error = translateError(unreadable, "look", 7);
    expect(error).toMatchObject({ code: "TELEGRAM_UNAVAILABLE", cause: unreadable });
    expect(JSON.stringify({ ...unreadable, text: String(unreadable) })).not.toContain("secret");
    expect(unreadable.bytes.toString()).toBe("secret words");
  });

  it("that is ours, or a signal's reason, is passed on", () => {
    for (const error of [new SourceUnavailable("x"), new Error("enough"), "enough"]) {
      expect(translateError(error, "look", 7)).toBe(error);
      expect(refuseSignIn(error)).toBe(error);
    }
  });
});

describe("an error during a sign-in", () => {
  it.each([
    ["PHONE_CODE_INVALID", "CODE_WRONG"],
    ["PHONE_CODE_EXPIRED", "CODE_EXPIRED"],
    ["PASSWORD_HASH_INVALID", "PASSWORD_WRONG"],
    ["PHONE_NUMBER_INVALID", "PHONE_INVALID"],
    ["PHONE_NUMBER_BANNED", "PHONE_BANNED"],
    ["USER_DEACTIVATED_BAN", "PHONE_BANNED"],
    ["PHONE_NUMBER_FLOOD", "TOO_MANY_ATTEMPTS"],
    ["API_ID_INVALID", "API_CREDENTIALS_WRONG"],
    ["API_ID_PUBLISHED_FLOOD", "API_CREDENTIALS_WRONG"],
    ["AUTH_KEY_UNREGISTERED", "SIGN_IN_LAPSED"],
  ])("%s is refused as %s", (reason, code) => {
    expect(refuseSignIn(new RpcFailure(400, reason))).toMatchObject({
      name: "SignInRefused",
      code,
      message: expect.stringMatching(/^[^.]+[^\n]*\.$/),
    });
  });

  it("may be a wait or an outage like any other", () => {
    const wait = refuseSignIn(new RpcFailure(420, "FLOOD_WAIT_3"));
    expect(wait).toMatchObject({ code: "FLOOD_WAIT", call: "sign_in" });
    expect(refuseSignIn(new RpcFailure(500, "AUTH_RESTART"))).toBeInstanceOf(SourceUnavailable);
  });
});
