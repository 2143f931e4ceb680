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
  const details =
    result.__typename === "InvalidInputError"
      ? result.fields.map(({ path, message }) => `${path.join(".")}: ${message}`)
      : result.__typename === "ImportRejectedError" && result.location !== null
        ? [result.location]
        : [];
  const suffix = details.length > 0 ? ` (${details.join("; ")})` : "";
  throw new ClientFailure(result.code, exitCodeOf(result.code), result.message + suffix);
}
