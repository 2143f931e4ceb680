import { SignInRefused } from "../domain/source-failures.ts";
import { Api } from "./library.ts";
import type { LinkOptions } from "./link-options.ts";
import { RpcFailure } from "./rpc-failure.ts";
import { mustNeed, PASSWORD_NEEDED, SignInLink } from "./sign-in-link.ts";
import type { CodeDelivery, CodeStep, PasswordStep, SignedInStep } from "./sign-in-step.ts";

/**
 * A sign-in by phone number under way. Asks nobody: whoever holds it hands in what `step` needs.
 * A refused step may be tried again unless its message says otherwise. Every method throws
 * SignInRefused, FloodWait, SourceUnavailable and InvalidState.
 */
export class PhoneSignIn implements AsyncDisposable {
  readonly #link: SignInLink;
  readonly #phone: string;
  #codeHash = "";
  #step: CodeStep | PasswordStep | SignedInStep;

  private constructor(link: SignInLink, phone: string, step: CodeStep) {
    this.#link = link;
    this.#phone = phone;
    this.#step = step;
  }

  /** Connects and has a code sent. */
  static async start(
    options: LinkOptions,
    phone: string,
    signal: AbortSignal,
  ): Promise<PhoneSignIn> {
    const link = await SignInLink.open(options, signal);
    try {
      const nothing: CodeStep = { needs: "code", delivery: "other", length: null, another: null };
      const signIn = new PhoneSignIn(link, phone.replaceAll(/[^\d+]/g, ""), nothing);
      const { apiId, apiHash } = options.credentials;
      const settings = new Api.CodeSettings({});
      const request = new Api.auth.SendCode({
        phoneNumber: signIn.#phone,
        apiId,
        apiHash,
        settings,
      });
      await signIn.#expectCode(await link.ask(request, signal));
      return signIn;
    } catch (error) {
      await link[Symbol.asyncDispose]();
      throw error;
    }
  }

  get step(): CodeStep | PasswordStep | SignedInStep {
    return this.#step;
  }

  /** Hands in the code; blanks and dashes do not count. */
  async submitCode(code: string, signal: AbortSignal): Promise<PasswordStep | SignedInStep> {
    mustNeed(this.#step, "code");
    const digits = code.replaceAll(/[\s-]/g, "");
    const isByEmail = this.#step.needs === "code" && this.#step.delivery === "email";
    const request = new Api.auth.SignIn({
      phoneNumber: this.#phone,
      phoneCodeHash: this.#codeHash,
      ...(isByEmail
        ? { emailVerification: new Api.EmailVerificationCode({ code: digits }) }
        : { phoneCode: digits }),
    });
    try {
      const authorization = await this.#link.ask(request, signal, PASSWORD_NEEDED);
      return this.#keep(await this.#link.finish(authorization));
    } catch (error) {
      if (!(error instanceof RpcFailure)) throw error;
      return this.#keep(await this.#link.passwordStep(signal));
    }
  }

  /** Has the code sent the other way that `step.another` names. */
  async resendCode(signal: AbortSignal): Promise<CodeStep> {
    mustNeed(this.#step, "code");
    const request = new Api.auth.ResendCode({
      phoneNumber: this.#phone,
      phoneCodeHash: this.#codeHash,
    });
    await this.#expectCode(await this.#link.ask(request, signal));
    return this.#step as CodeStep;
  }

  async submitPassword(password: string, signal: AbortSignal): Promise<SignedInStep> {
    mustNeed(this.#step, "password");
    return this.#keep(await this.#link.submitPassword(password, signal));
  }

  /** Gives the sign-in up, unless it is finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #expectCode(sent: Api.auth.TypeSentCode): Promise<void> {
    if (sent instanceof Api.auth.SentCodeSuccess) {
      this.#keep(await this.#link.finish(sent.authorization));
      return;
    }
    if (sent.type instanceof Api.auth.SentCodeTypeSetUpEmailRequired) {
      throw new SignInRefused(
        "EMAIL_REQUIRED",
        "Telegram wants an e-mail address for this account first; add one in a Telegram app.",
      );
    }
    this.#codeHash = sent.phoneCodeHash;
    const { nextType, timeout } = sent;
    this.#keep({
      needs: "code",
      delivery: deliveryOf(sent.type.className),
      length: "length" in sent.type ? sent.type.length : null,
      another:
        nextType == null
          ? null
          : { delivery: deliveryOf(nextType.className), afterSeconds: timeout ?? 0 },
    });
  }

  #keep<Step extends CodeStep | PasswordStep | SignedInStep>(step: Step): Step {
    this.#step = step;
    return step;
  }
}

function deliveryOf(className: string): CodeDelivery {
  const names: ReadonlyMap<string, CodeDelivery> = new Map([
    ["App", "app"],
    ["Sms", "sms"],
    ["SmsWord", "sms"],
    ["SmsPhrase", "sms"],
    ["FirebaseSms", "sms"],
    ["Call", "call"],
    ["FlashCall", "flash_call"],
    ["MissedCall", "missed_call"],
    ["EmailCode", "email"],
    ["FragmentSms", "fragment"],
  ]);
  return names.get(className.replace(/^auth\.(SentCodeType|CodeType)/, "")) ?? "other";
}
