import {
  Conflict,
  FloodWait,
  InvalidState,
  NotFound,
  SignInRefused,
  SourceUnavailable,
  VaultLocked,
} from "@telekeep/core";
import type { LoginFlow } from "../login-flows.ts";
import { builder } from "./builder.ts";

const LoginStep = builder.enumType("LoginStep", {
  description: "What a sign-in waits for.",
  values: ["CODE", "PASSWORD", "DONE"] as const,
});

const LoginFlowType = builder.objectRef<LoginFlow>("LoginFlow").implement({
  description: "A sign-in under way; it lives for ten minutes, in one server.",
  fields: (t) => ({
    id: t.exposeID("id"),
    step: t.field({
      type: LoginStep,
      resolve: ({ step }) =>
        step.needs === "code" ? "CODE" : step.needs === "password" ? "PASSWORD" : "DONE",
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
  }),
});

const StartLoginInput = builder.inputType("StartLoginInput", {
  fields: (t) => ({
    phoneNumber: t.string({ required: true, description: "In international form: +…" }),
    label: t.string({ description: "What to call the account here; its name unless given." }),
  }),
});

const SubmitLoginCodeInput = builder.inputType("SubmitLoginCodeInput", {
  fields: (t) => ({ flowId: t.id({ required: true }), code: t.string({ required: true }) }),
});

const SubmitLoginPasswordInput = builder.inputType("SubmitLoginPasswordInput", {
  fields: (t) => ({ flowId: t.id({ required: true }), password: t.string({ required: true }) }),
});

const CancelLoginInput = builder.inputType("CancelLoginInput", {
  fields: (t) => ({ flowId: t.id({ required: true }) }),
});

const REFUSALS = [
  ...[SignInRefused, FloodWait, SourceUnavailable, InvalidState],
  ...[NotFound, Conflict, VaultLocked],
];

const LoginStepSuccess = builder.objectRef<{ flow: LoginFlow }>("LoginStepSuccess").implement({
  fields: (t) => ({ flow: t.field({ type: LoginFlowType, resolve: ({ flow }) => flow }) }),
});

builder.mutationFields((t) => ({
  startLogin: t.field({
    type: LoginStepSuccess,
    description: "Has Telegram send a code to sign an account in with.",
    args: { input: t.arg({ type: StartLoginInput, required: true }) },
    errors: { types: REFUSALS, union: { name: "LoginStepResult" } },
    resolve: async (_root, { input }, { logins }) => ({
      flow: await mustHave(logins).start(input.phoneNumber, input.label ?? null),
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

function mustHave<T>(logins: T | null): T {
  if (logins !== null) return logins;
  throw new InvalidState(
    "no_credentials",
    "Nobody can sign in: start the server with TELEGRAM_API_ID and TELEGRAM_API_HASH, which " +
      "https://my.telegram.org gives to everybody.",
  );
}
