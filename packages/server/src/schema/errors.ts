import {
  AccountRefused,
  ChannelInaccessible,
  Conflict,
  FloodWait,
  IdempotencyConflict,
  ImportRejected,
  InvalidInput,
  InvalidState,
  NotFound,
  PauseTooLong,
  SignInRefused,
  SourceUnavailable,
  VaultLocked,
} from "@telekeep/core";

import type { InvalidFields } from "../input-fields.ts";
import { actionsFor } from "../job-actions.ts";
import { builder } from "./builder.ts";

builder.enumType("ErrorCode", {
  description: "Why something was refused; stable, for programs.",
  values: [
    "ACCOUNT_REFUSED",
    "CHANNEL_INACCESSIBLE",
    "CONFLICT",
    "FLOOD_WAIT",
    "FORBIDDEN",
    "IDEMPOTENCY_CONFLICT",
    "IMPORT_REJECTED",
    "INVALID_INPUT",
    "INVALID_STATE",
    "LOGIN_REFUSED",
    "NOT_FOUND",
    "PAUSE_TOO_LONG",
    "TELEGRAM_UNAVAILABLE",
    "VAULT_LOCKED",
  ] as const,
});

builder.interfaceType("Error", {
  description: "A refusal that a caller can do something about.",
  fields: (t) => ({
    message: t.exposeString("message", { description: "One sentence, for people." }),
    code: t.field({ type: "ErrorCode", resolve: (error) => error.code }),
    retryable: t.boolean({
      description: "Whether the same request may succeed later without a change.",
      resolve: () => false,
    }),
  }),
});

const InputFieldError = builder
  .objectRef<InvalidFields["fields"][number]>("InputFieldError")
  .implement({
    fields: (t) => ({
      path: t.stringList({
        description: "From the input's root to the field.",
        resolve: (field) => [...field.path],
      }),
      message: t.exposeString("message"),
    }),
  });

builder.objectType(InvalidInput, {
  name: "InvalidInputError",
  description: "The input cannot be used; it has to change.",
  interfaces: ["Error"],
  fields: (t) => ({
    fields: t.field({
      type: [InputFieldError],
      // The plugin hands on a proxy, which is an instance of the registered class alone.
      resolve: (error) => [...((error as Partial<InvalidFields>).fields ?? [])],
    }),
  }),
});

builder.objectType(NotFound, {
  name: "NotFoundError",
  description: "There is nothing by that reference.",
  interfaces: ["Error"],
  fields: (t) => ({ reference: t.exposeString("reference") }),
});

builder.objectType(Conflict, {
  name: "ConflictError",
  description: "Something that already exists or runs stands in the way.",
  interfaces: ["Error"],
  fields: (t) => ({
    conflicting: t.field({
      type: builder.nodeInterfaceRef(),
      nullable: true,
      resolve: async (error, _args, { db }) => {
        if (error.conflictingId === null) return null;
        const job = await db.job.findUnique({ where: { id: error.conflictingId } });
        return job && { __typename: "Job", ...job };
      },
    }),
  }),
});

builder.objectType(InvalidState, {
  name: "InvalidStateError",
  description: "The object's state does not allow it.",
  interfaces: ["Error"],
  fields: (t) => ({
    currentState: t.string({ resolve: (error) => error.currentState.toUpperCase() }),
    availableActions: t.field({
      type: ["JobAction"],
      resolve: (error) => actionsFor(error.currentState),
    }),
  }),
});

builder.objectType(ImportRejected, {
  name: "ImportRejectedError",
  description: "What was offered cannot be read as an export.",
  interfaces: ["Error"],
  fields: (t) => ({
    location: t.exposeString("location", {
      nullable: true,
      description: "The file, with a byte offset when that helps.",
    }),
  }),
});

builder.objectType(IdempotencyConflict, {
  name: "IdempotencyError",
  description: "The idempotency key was used before, for something else.",
  interfaces: ["Error"],
});

builder.objectType(SignInRefused, {
  name: "LoginError",
  description: "Telegram refused a step of signing in.",
  interfaces: ["Error"],
  fields: (t) => ({
    code: t.field({ type: "ErrorCode", resolve: () => "LOGIN_REFUSED" }),
    reason: t.exposeString("code", { description: "CODE_WRONG, CODE_EXPIRED, PASSWORD_WRONG …" }),
  }),
});

builder.objectType(FloodWait, {
  name: "FloodWaitError",
  description: "Telegram asks for a pause first.",
  interfaces: ["Error"],
  fields: (t) => ({
    retryable: t.boolean({ resolve: () => true }),
    seconds: t.exposeInt("seconds"),
  }),
});

builder.objectType(PauseTooLong, {
  name: "PauseTooLongError",
  description: "The account has to rest until a time.",
  interfaces: ["Error"],
  fields: (t) => ({
    retryable: t.boolean({ resolve: () => true }),
    until: t.field({ type: "DateTime", resolve: ({ until }) => new Date(until) }),
  }),
});

builder.objectType(SourceUnavailable, {
  name: "TelegramUnavailableError",
  description: "Telegram could not be reached or failed inside.",
  interfaces: ["Error"],
  fields: (t) => ({ retryable: t.boolean({ resolve: () => true }) }),
});

builder.objectType(ChannelInaccessible, {
  name: "ChannelInaccessibleError",
  description: "The account cannot see the channel; another one might.",
  interfaces: ["Error"],
  fields: (t) => ({ reason: t.string({ resolve: ({ reason }) => reason.toUpperCase() }) }),
});

builder.objectType(AccountRefused, {
  name: "AccountRefusedError",
  description: "Telegram refuses the account itself.",
  interfaces: ["Error"],
  fields: (t) => ({ state: t.string({ resolve: ({ state }) => state.toUpperCase() }) }),
});

builder.objectType(VaultLocked, {
  name: "VaultLockedError",
  description: "The key that sessions are sealed with is not at hand.",
  interfaces: ["Error"],
});
