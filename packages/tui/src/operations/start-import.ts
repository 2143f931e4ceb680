import { randomUUID } from "node:crypto";
import type { Client } from "../client/client.ts";
import { ClientFailure, exitCodeOf } from "../client/failures.ts";
import { ImportMutation } from "./import.ts";
import type { ApiJob } from "./jobs.ts";

export interface ImportRequest {
  /** Absolute, on the server's machine. */
  readonly paths: string[];
  readonly timeZone: string | null;
  readonly channelId: string | null;
}

/** Asks the server for an import. @throws ClientFailure when it refuses, with its reasons */
export async function startImport(client: Client, input: ImportRequest): Promise<ApiJob> {
  const { importDesktopExport: result } = await client.request(ImportMutation, {
    input: { ...input, idempotencyKey: randomUUID() },
  });
  if (result.__typename === "ImportDesktopExportSuccess") return result.job;
  // A field's own sentence is more exact; its name is the API's and means nothing to a person.
  const reasons =
    result.__typename === "InvalidInputError" ? result.fields.map(({ message }) => message) : [];
  const sentence = reasons.length > 0 ? [...new Set(reasons)].join(" ") : result.message;
  const location = result.__typename === "ImportRejectedError" ? result.location : null;
  const suffix = location === null || sentence.includes(location) ? "" : ` (${location})`;
  throw new ClientFailure(result.code, exitCodeOf(result.code), sentence + suffix);
}
