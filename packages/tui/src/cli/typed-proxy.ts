import { UsageError } from "../client/failures.ts";
import type { Person } from "./ask-person.ts";

/**
 * A proxy as it was given on the command line; `-` asks for it. Every program of the machine can read
 * the command line, so it must hold no password and no secret.
 */
export async function typedProxy(given: string, person: Person): Promise<string> {
  if (given === "-") {
    const typed = await person.ask("Address of the proxy", { isSecret: true });
    if (typed !== "") return typed;
    throw new UsageError("No address of a proxy was entered.");
  }
  if (/@|[?&](secret|pass)=/i.test(given)) {
    throw new UsageError(
      "A proxy with a login does not belong on the command line, where other programs can read it: write - instead of it, and it is asked for.",
    );
  }
  return given;
}
