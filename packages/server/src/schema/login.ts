import {
  Conflict,
  FloodWait,
  InvalidInput,
  InvalidState,
  NotFound,
  SignInRefused,
  SourceUnavailable,
  VaultLocked,
} from "@telekeep/core";
import type { LoginFlow } from "../login-flow.ts";
import { parseCredentials } from "../telegram-credentials.ts";
import { builder } from "./builder.ts";

const LoginStep = builder.enumType("LoginStep", {
  description: "What a sign-in waits for. The last two are final.",
  values: ["SCAN_QR", "ENTER_CODE", "ENTER_PASSWORD", "DONE", "FAILED"] as const,
});

const STEPS = { scan: "SCAN_QR", code: "ENTER_CODE", password: "ENTER_PASSWORD" } as const;

const LoginQr = builder.objectRef<NonNullable<LoginFlow["qr"]>>("LoginQr").implement({
  description: "To be shown as a QR code and scanned in a Telegram app: Settings, Devices.",
  fields: (t) => ({
    loginUrl: t.exposeString("url", {
      description: "tg://login?token=…; a secret until it expires, and then there is another one.",
    }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
  }),
});

const LoginFailure = builder
  .objectRef<NonNullable<LoginFlow["failure"]>>("LoginFailure")
  .implement({
    fields: (t) => ({
      code: t.exposeString("code", { description: "EXPIRED, CANCELED, CODE_EXPIRED …" }),
      message: t.exposeString("message", { description: "One sentence, for people." }),
    }),
  });

const LoginFlowType = builder.objectRef<LoginFlow>("LoginFlow").implement({
  description: "A sign-in under way; it lives for ten minutes, in one server.",
  fields: (t) => ({
    id: t.exposeID("id"),
    step: t.field({
      type: LoginStep,
      resolve: ({ step, failure }) => {
        if (failure !== null) return "FAILED";
        return step.needs === null ? "DONE" : STEPS[step.needs];
      },
    }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
    codeDelivery: t.string({
      nullable: true,
      description: "How the code comes: app, sms, call …",
      resolve: ({ step }) => (step.needs === "code" ? step.delivery : null),
    }),
    codeLength: t.int({
      nullable: true,
      resolve: ({ step }) => (step.needs === "code" ? step.length : null),
    }),
    canResendAt: t.expose("canResendAt", {
      type: "DateTime",
      nullable: true,
      description: "When the code may be sent another way; null when there is none.",
    }),
    qr: t.field({ type: LoginQr, nullable: true, resolve: ({ qr }) => qr }),
    passwordHint: t.string({
      nullable: true,
      description: "The owner's own reminder. Untrusted.",
      resolve: ({ step }) => (step.needs === "password" ? step.hint : null),
    }),
    account: t.field({
      type: "Account",
      nullable: true,
      description: "Once it is done.",
      resolve: ({ account }) => account,
    }),
    failure: t.field({ type: LoginFailure, nullable: true, resolve: ({ failure }) => failure }),
  }),
});

const StartLoginInput = builder.inputType("StartLoginInput", {
  fields: (t) => ({
    phoneNumber: t.string({
      description: "In international form: +…; without it a QR code is made to be scanned.",
    }),
    label: t.string({ description: "What to call the account here; its name unless given." }),
    proxy: t.string({
      description: "How to reach Telegram, now and as this account; as in SetAccountProxyInput.",
    }),
  }),
});

const SubmitLoginCodeInput = builder.inputType("SubmitLoginCodeInput", {
  fields: (t) => ({ flowId: t.id({ required: true }), code: t.string({ required: true }) }),
});

const ResendLoginCodeInput = builder.inputType("ResendLoginCodeInput", {
  fields: (t) => ({ flowId: t.id({ required: true }) }),
});

const SubmitLoginPasswordInput = builder.inputType("SubmitLoginPasswordInput", {
  fields: (t) => ({ flowId: t.id({ required: true }), password: t.string({ required: true }) }),
});

const CancelLoginInput = builder.inputType("CancelLoginInput", {
  fields: (t) => ({ flowId: t.id({ required: true }) }),
});

const REFUSALS = [
  ...[SignInRefused, FloodWait, SourceUnavailable, InvalidState],
  ...[InvalidInput, NotFound, Conflict, VaultLocked],
];

const LoginStepSuccess = builder.objectRef<{ flow: LoginFlow }>("LoginStepSuccess").implement({
  fields: (t) => ({ flow: t.field({ type: LoginFlowType, resolve: ({ flow }) => flow }) }),
});

builder.mutationFields((t) => ({
  startLogin: t.field({
    type: LoginStepSuccess,
    description: "Begins to sign an account in: by a code that Telegram sends, or a QR code.",
    args: { input: t.arg({ type: StartLoginInput, required: true }) },
    errors: { types: REFUSALS, union: { name: "LoginStepResult" } },
    resolve: async (_root, { input }, { logins }) => ({
      flow: await mustHave(logins).start({
        ...{ phone: input.phoneNumber ?? null, label: input.label ?? null },
        proxy: input.proxy ?? null,
      }),
    }),
  }),
  submitLoginCode: t.field({
    type: LoginStepSuccess,
    args: { input: t.arg({ type: SubmitLoginCodeInput, required: true }) },
    errors: { types: REFUSALS, union: { name: "SubmitLoginCodeResult" } },
    resolve: async (_root, { input }, { logins }) => ({
      flow: await mustHave(logins).submitCode(input.flowId, input.code),
    }),
  }),
  resendLoginCode: t.field({
    type: LoginStepSuccess,
    description: "Has the code sent another way; not before `canResendAt`.",
    args: { input: t.arg({ type: ResendLoginCodeInput, required: true }) },
    errors: { types: REFUSALS, union: { name: "ResendLoginCodeResult" } },
    resolve: async (_root, { input }, { logins }) => ({
      flow: await mustHave(logins).resendCode(input.flowId),
    }),
  }),
  submitLoginPassword: t.field({
    type: LoginStepSuccess,
    description: "The password of an account with a second factor.",
    args: { input: t.arg({ type: SubmitLoginPasswordInput, required: true }) },
    errors: { types: REFUSALS, union: { name: "SubmitLoginPasswordResult" } },
    resolve: async (_root, { input }, { logins }) => ({
      flow: await mustHave(logins).submitPassword(input.flowId, input.password),
    }),
  }),
  cancelLogin: t.boolean({
    description: "Gives a sign-in up; false when there is none by that id.",
    args: { input: t.arg({ type: CancelLoginInput, required: true }) },
    resolve: async (_root, { input }, { logins }) => (await logins?.cancel(input.flowId)) ?? false,
  }),
}));

builder.queryField("loginFlow", (t) =>
  t.field({
    type: LoginFlowType,
    nullable: true,
    description: "A sign-in, or null when it is over for some time or was never begun.",
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { logins }) => logins?.get(String(id)) ?? null,
  }),
);

builder.subscriptionField("loginProgress", (t) =>
  t.field({
    type: LoginFlowType,
    description: "State: the current one first, then each new one; ends with DONE or FAILED.",
    args: { id: t.arg.id({ required: true }) },
    subscribe: (_root, { id }, { logins }) => mustHave(logins).follow(String(id)),
    resolve: (flow) => flow,
  }),
);

const SetTelegramCredentialsInput = builder.inputType("SetTelegramCredentialsInput", {
  fields: (t) => ({
    apiId: t.int({ required: true }),
    apiHash: t.string({ required: true, description: "Is never shown again." }),
  }),
});

const SetTelegramCredentialsSuccess = builder
  .objectRef<{ apiId: number }>("SetTelegramCredentialsSuccess")
  .implement({ fields: (t) => ({ apiId: t.exposeInt("apiId") }) });

builder.mutationField("setTelegramCredentials", (t) =>
  t.field({
    type: SetTelegramCredentialsSuccess,
    description: "How Telegram knows this server: api_id and api_hash of https://my.telegram.org.",
    args: { input: t.arg({ type: SetTelegramCredentialsInput, required: true }) },
    errors: { types: [InvalidInput, InvalidState] },
    resolve: async (_root, { input }, { logins }) => {
      const credentials = parseCredentials(String(input.apiId), input.apiHash);
      await mustHave(logins).setCredentials(credentials);
      return { apiId: credentials.apiId };
    },
  }),
);

function mustHave<T>(logins: T | null): T {
  if (logins !== null) return logins;
  throw new InvalidState("no_telegram", "This server does not sign in to Telegram.");
}
