import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CommandContext } from "./command-context.ts";

/** A start that a command makes in passing is worth a word when it takes longer. */
const LONG_START_MS = 3_000;
/** The database of a data folder, from its first start on. */
const DATABASE_FOLDER = "postgres";

/**
 * Says that a server starts: at once, or for a command that only borrows one when it takes long.
 * The first start in a folder unpacks a database; later ones do not. Disposed when it has started.
 */
export function sayStarting(context: CommandContext, isBorrowed: boolean): Disposable {
  const { dataDirectory, isExternalDatabase } = context.environment;
  const isFirst = !isExternalDatabase && !existsSync(join(dataDirectory, DATABASE_FOLDER));
  const say = () =>
    context.say(
      isFirst
        ? "Starting the server. The first start sets up the database and takes a moment."
        : "Starting the server.",
    );
  if (!isBorrowed) say();
  const timer = isBorrowed ? setTimeout(say, LONG_START_MS) : undefined;
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
