import {
  Conflict,
  IdempotencyConflict,
  ImportRejected,
  InvalidInput,
  InvalidState,
  NotFound,
} from "@telekeep/core";

import type { InvalidFields } from "../input-fields.ts";
import { actionsFor } from "../job-actions.ts";
import { builder } from "./builder.ts";

builder.enumType("ErrorCode", {
  description: "Why something was refused; stable, for programs.",
  values: [
    "CONFLICT",
    "FORBIDDEN",
    "IDEMPOTENCY_CONFLICT",
    "IMPORT_REJECTED",
    "INVALID_INPUT",
    "INVALID_STATE",
    "NOT_FOUND",
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
