import type { InputFieldError } from "../input-fields.ts";
import { InvalidFields } from "../input-fields.ts";
import { confinePath, pathError } from "./confine-path.ts";

/** Input of an import, as the schema takes it. */
export interface ImportInput {
  readonly paths: readonly string[];
  readonly timeZone?: string | null;
  readonly channelId?: bigint | null;
  readonly idempotencyKey: string;
}

/** An import whose input was looked at; the core opens the files and has the last word. */
export interface ImportOrder {
  readonly paths: readonly string[];
  readonly timeZone: string | null;
  readonly channelId: number | null;
  readonly idempotencyKey: string;
}

const MAX_PATHS = 100;

/**
 * Checks the input of an import, and that each path lies in one of `roots` when there are any;
 * links are followed first, so that none leads out. The paths stay as they were given: a repeated
 * request must be recognised even when its files are gone.
 *
 * @throws {InvalidFields} for what can be seen without looking at a disk
 * @throws {ImportRejected} naming the path that is not allowed
 */
export async function importOrder(
  input: ImportInput,
  roots: readonly string[] | null,
): Promise<ImportOrder> {
  const fields = [...pathErrors(input.paths), ...zoneErrors(input.timeZone), ...idErrors(input)];
  if (fields.length > 0) throw new InvalidFields(fields);
  await Promise.all(input.paths.map((path) => confinePath(path, roots)));
  return {
    paths: input.paths,
    timeZone: input.timeZone ?? null,
    channelId: input.channelId == null ? null : Number(input.channelId),
    idempotencyKey: input.idempotencyKey,
  };
}

function pathErrors(paths: readonly string[]): InputFieldError[] {
  if (paths.length === 0 || paths.length > MAX_PATHS) {
    return [{ path: ["paths"], message: `Name 1 to ${MAX_PATHS} files or folders.` }];
  }
  return paths.flatMap((path, index) => {
    const message = pathError(path);
    return message === null ? [] : [{ path: ["paths", String(index)], message }];
  });
}

function zoneErrors(timeZone: string | null | undefined): InputFieldError[] {
  if (timeZone == null || /^[+-](0\d|1[0-4]):[0-5]\d$/.test(timeZone)) return [];
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return [];
  } catch {
    const message = "A time zone is a name such as Europe/Berlin or an offset such as +02:00.";
    return [{ path: ["timeZone"], message }];
  }
}

function idErrors({ channelId }: ImportInput): InputFieldError[] {
  if (channelId == null || (channelId !== 0n && BigInt.asIntN(54, channelId) === channelId)) {
    return [];
  }
  return [{ path: ["channelId"], message: "That is not the marked id of a Telegram channel." }];
}
