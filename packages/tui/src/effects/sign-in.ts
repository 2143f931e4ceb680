import { RequestFailed, toClientFailure } from "../client/failures.ts";
import { type LoginFlow, loginFlowOf } from "../client/login-flow.ts";
import { type SafeText, safeText, text } from "../format/safe-text.ts";
import {
  CancelLoginMutation,
  LoginProgressSubscription,
  SetTelegramCredentialsMutation,
  StartLoginMutation,
  SubmitLoginCodeMutation,
  SubmitLoginPasswordMutation,
} from "../operations/login.ts";
import type { LoginStage, SignInOverlay } from "../state/sign-in-overlay.ts";
import { EMPTY_FIELD } from "../state/text-field.ts";
import { type EffectContext, type SignIn, toast } from "./session.ts";

type Login = Extract<SignInOverlay, { kind: "login" }>;
type Open = Extract<SignInOverlay, { kind: "login" | "qr" }>;

const EMPTY: Login = {
  ...{ kind: "login", stage: "phone", field: EMPTY_FIELD, flowId: null, phone: null, apiId: "" },
  ...{ note: null, failure: null, isSending: false },
};

const API_ID = /^[1-9]\d{0,9}$/;
const NO_API_ID = "The api_id is a number; https://my.telegram.org shows it above the api_hash.";

/** @param onSignedIn called when there is one account more, or an old one works again */
export function signIn(context: EffectContext, onSignedIn: () => void): SignIn {
  const { client, store, signal } = context;
  const setOverlay = (overlay: SignInOverlay | null) =>
    store.set((state) => ({ ...state, overlay }));
  const current = (): Open | null => {
    const { overlay } = store.get();
    return overlay?.kind === "login" || overlay?.kind === "qr" ? overlay : null;
  };

  const start = async (phone: string | null) => {
    const { startLogin: result } = await client.request(
      StartLoginMutation,
      { input: { phoneNumber: phone, label: null, proxy: null } },
      { signal },
    );
    if (result.__typename === "InvalidStateError" && result.currentState === "NO_CREDENTIALS") {
      setOverlay({ ...EMPTY, stage: "apiId", phone });
      return;
    }
    show(loginFlowOf(result), true);
  };

  /** Shows what the sign-in needs; `isNew` also when another box was open before. */
  const show = (flow: LoginFlow, isNew = false) => {
    const open = current();
    // Whoever closed the box has given the sign-in up.
    if (open === null || (!isNew && open.flowId !== flow.id)) {
      if (isNew) void cancel(flow.id);
      return;
    }
    if (flow.failure !== null) {
      setOverlay(null);
      toast(context, "bad", safeText(flow.failure.message));
    } else if (flow.step === "DONE") {
      setOverlay(null);
      toast(context, "good", text`Signed in as ${safeText(flow.account?.label ?? "")}`);
      onSignedIn();
    } else if (flow.step === "SCAN_QR" && flow.qr !== null) {
      const look = open.kind === "qr" ? open : { isInverted: false, showsLink: false };
      setOverlay({
        ...{ kind: "qr", flowId: flow.id, url: flow.qr.loginUrl },
        ...{ isInverted: look.isInverted, showsLink: look.showsLink },
        expiresAt: Date.parse(flow.qr.expiresAt),
      });
      if (isNew) void follow(flow.id);
    } else {
      const stage: LoginStage = flow.step === "ENTER_PASSWORD" ? "password" : "code";
      setOverlay({ ...EMPTY, stage, flowId: flow.id, note: noteOf(flow) });
    }
  };

  const follow = async (id: string) => {
    try {
      for await (const { loginProgress } of client.subscribe(
        LoginProgressSubscription,
        { id },
        signal,
      )) {
        show(loginProgress);
        if (loginProgress.step !== "SCAN_QR") return;
      }
    } catch (error) {
      const open = current();
      if (signal.aborted || open?.flowId !== id) return;
      setOverlay(null);
      toast(context, "bad", safeText(toClientFailure(error).message));
    }
  };

  const handIn = async (open: Login, typed: string) => {
    switch (open.stage) {
      case "phone":
        return await start(typed);
      case "apiId":
        if (!API_ID.test(typed)) throw new RequestFailed("INVALID_INPUT", NO_API_ID);
        return setOverlay({ ...EMPTY, stage: "apiHash", apiId: typed, phone: open.phone });
      case "apiHash": {
        const { setTelegramCredentials: result } = await client.request(
          SetTelegramCredentialsMutation,
          { input: { apiId: Number(open.apiId), apiHash: typed } },
          { signal },
        );
        if ("message" in result) throw new RequestFailed(result.code, result.message);
        return await start(open.phone);
      }
      case "code": {
        const input = { flowId: open.flowId ?? "", code: typed };
        const { submitLoginCode } = await client.request(SubmitLoginCodeMutation, { input });
        return show(loginFlowOf(submitLoginCode));
      }
      case "password": {
        const input = { flowId: open.flowId ?? "", password: typed };
        const { submitLoginPassword } = await client.request(SubmitLoginPasswordMutation, {
          input,
        });
        return show(loginFlowOf(submitLoginPassword));
      }
    }
  };

  const attempt = async (open: Login, work: () => Promise<unknown>) => {
    setOverlay({ ...open, field: EMPTY_FIELD, failure: null, isSending: true });
    try {
      await work();
    } catch (error) {
      if (signal.aborted || current() === null) return;
      const failure = safeText(toClientFailure(error).message);
      setOverlay({ ...open, field: EMPTY_FIELD, isSending: false, failure });
    }
  };

  const cancel = async (flowId: string) => {
    // Should it fail, the sign-in ends by itself.
    await client.request(CancelLoginMutation, { input: { flowId } }, { signal }).catch(() => {});
  };

  return {
    begin(method) {
      if (method === "phone") return setOverlay(EMPTY);
      void attempt(EMPTY, () => start(null));
    },
    submit() {
      const open = current();
      if (open?.kind !== "login" || open.isSending) return;
      const typed = open.field.value.trim();
      void attempt(open, () => handIn(open, typed));
    },
    giveUp() {
      const flowId = current()?.flowId ?? null;
      setOverlay(null);
      if (flowId !== null) void cancel(flowId);
    },
  };
}

function noteOf({ step, codeDelivery, passwordHint }: LoginFlow): SafeText | null {
  if (step === "ENTER_CODE") return text`Telegram sent a code by ${safeText(codeDelivery ?? "")}.`;
  return passwordHint === null ? null : text`Your own hint: ${safeText(passwordHint)}`;
}
