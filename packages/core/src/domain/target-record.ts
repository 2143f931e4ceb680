import type { AccountId } from "./account.ts";
import type { ChannelKind } from "./channel.ts";
import { InvalidInput } from "./errors.ts";
import type { ChannelId } from "./ids.ts";

/** A username that a channel had from a moment on; null: it had none. */
export interface TargetUsername {
  readonly username: string | null;
  /** RFC 3339, UTC, to the millisecond. */
  readonly firstSeenAt: string;
}

/** How one account reaches a channel: of use to this account alone. */
export interface TargetAccess {
  readonly accountId: AccountId;
  /** 64 bits in decimal; null for a basic group. */
  readonly accessHash: string | null;
  /** When Telegram last showed the channel to the account; as `firstSeenAt`. */
  readonly confirmedAt: string;
  /** The hash of the invite link that led there. */
  readonly invite: string | null;
}

/** A channel as one archive tells another about it. */
export interface TargetRecord {
  readonly id: ChannelId;
  readonly kind: ChannelKind;
  readonly title: string;
  /** Without the @. */
  readonly username: string | null;
  /** Oldest first. */
  readonly usernames: readonly TargetUsername[];
  readonly isPrivate: boolean | null;
  /** Marked ids. */
  readonly migratedFrom: ChannelId | null;
  readonly linkedChannelId: ChannelId | null;
  /** Empty unless it was asked for. */
  readonly access: readonly TargetAccess[];
}

/** More than anybody has; a file of that many is about 50 MB. */
export const MOST_TARGETS = 100_000;
const MOST_ENTRIES = 1000;
const KINDS: ReadonlySet<unknown> = new Set(["channel", "supergroup", "group", "private"]);

type Check = (value: unknown) => boolean;
const isId: Check = (value) =>
  Number.isSafeInteger(value) && value !== 0 && Math.abs(Number(value)) <= 2 ** 52;
const isText =
  (most: number): Check =>
  (value) =>
    typeof value === "string" &&
    value.length <= most &&
    value.isWellFormed() &&
    !value.includes("\0");
const isTime: Check = (value) =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));
const isHash: Check = (value) =>
  typeof value === "string" &&
  /^-?\d{1,19}$/.test(value) &&
  BigInt.asIntN(64, BigInt(value)) === BigInt(value);
const isInvite: Check = (value) => typeof value === "string" && /^[\w-]{1,64}$/.test(value);
/** Nobody but Telegram knows what it lets people be called. */
const isUsername: Check = (value) => value !== "" && isText(128)(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const isEach =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    Array.isArray(value) &&
    value.length <= MOST_ENTRIES &&
    value.every((entry) => misfit(entry, fields) === null);

const FIELDS: Readonly<Record<keyof TargetRecord, Check>> = {
  id: isId,
  kind: (value) => KINDS.has(value),
  title: isText(1024),
  username: orNull(isUsername),
  usernames: isEach({ username: orNull(isUsername), firstSeenAt: isTime }),
  isPrivate: orNull((value) => typeof value === "boolean"),
  migratedFrom: orNull(isId),
  linkedChannelId: orNull(isId),
  access: isEach({
    accountId: (value) => isId(value) && Number(value) > 0,
    ...{ accessHash: orNull(isHash), confirmedAt: isTime, invite: orNull(isInvite) },
  }),
};

/**
 * Takes what a file holds for records, or says in one sentence which one is none and why. Files come
 * from anywhere: nothing of them is used before all of it has been looked at.
 */
export function checkTargets(values: readonly unknown[]): readonly TargetRecord[] {
  if (values.length > MOST_TARGETS) {
    throw new InvalidInput(`A file of targets has at most ${MOST_TARGETS} of them.`);
  }
  const ids = new Set<unknown>();
  values.forEach((value, index) => {
    const field = misfit(value, FIELDS);
    if (field !== null) {
      throw new InvalidInput(
        `Nothing was imported: the ${field} of target ${index + 1} cannot be read.`,
      );
    }
    const { id } = value as TargetRecord;
    if (ids.has(id)) {
      throw new InvalidInput(`Nothing was imported: the file has the channel ${id} twice.`);
    }
    ids.add(id);
  });
  return values as readonly TargetRecord[];
}

/** The first field that is missing, wrong or unknown; null when all is well. */
function misfit(value: unknown, fields: Readonly<Record<string, Check>>): string | null {
  if (typeof value !== "object" || value === null) return "fields";
  const given = value as Readonly<Record<string, unknown>>;
  for (const [name, isRight] of Object.entries(fields)) {
    if (!Object.hasOwn(given, name) || !isRight(given[name])) return name;
  }
  return Object.keys(given).some((name) => !Object.hasOwn(fields, name))
    ? "number of fields"
    : null;
}
