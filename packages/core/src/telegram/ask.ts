import type { SourceCall } from "../domain/source-failures.ts";
import type { Api } from "./library.ts";

/** Asks Telegram once, on behalf of one account; failures are those of the MessageSource port. */
export type Ask = <R extends Api.AnyRequest>(
  request: R,
  call: SourceCall,
  signal: AbortSignal,
) => Promise<R["__response"]>;
