import { csvLine, readCsv } from "./csv.ts";
import { InvalidInput } from "./errors.ts";
import type { TargetAccess, TargetRecord, TargetUsername } from "./target-record.ts";

const COLUMNS = [
  ...["id", "kind", "title", "username", "usernames", "is_private", "migrated_from"],
  ...["linked_channel_id", "access"],
] as const;

/**
 * Targets as CSV. What is a list in JSON is one cell, its entries apart by blanks and their fields
 * by slashes: `name/2026-01-31T12:00:00.000Z` and `account/hash/time/invite`, percent-encoded where that is
 * needed. An empty cell or field is a null.
 */
export function writeTargetCsv(records: readonly TargetRecord[]): string {
  const lines = records.map((record) =>
    csvLine([
      ...[String(record.id), record.kind, record.title, record.username ?? ""],
      record.usernames.map(({ username, firstSeenAt }) => entry(username, firstSeenAt)).join(" "),
      ...[shown(record.isPrivate), shown(record.migratedFrom), shown(record.linkedChannelId)],
      record.access
        .map((way) => entry(way.accountId, way.accessHash, way.confirmedAt, way.invite))
        .join(" "),
    ]),
  );
  return csvLine(COLUMNS) + lines.join("");
}

/** The inverse, as far as the shape goes; the values are still to be checked. */
export function readTargetCsv(text: string): unknown[] {
  const [heading = [], ...lines] = readCsv(text.replace(/^\ufeff/, ""));
  if (heading.join() !== COLUMNS.join()) {
    throw new InvalidInput(
      `Nothing was imported: the first line of the CSV file must be ${COLUMNS.join(",")}.`,
    );
  }
  return lines.map((cells, index) => {
    if (cells.length !== COLUMNS.length) {
      throw new InvalidInput(
        `Nothing was imported: target ${index + 1} has ${cells.length} cells, not ${COLUMNS.length}.`,
      );
    }
    const [id, kind, title, username, usernames, isPrivate, migratedFrom, linked, access] =
      cells as string[] & { length: 9 };
    return {
      ...{ id: number(id!) ?? Number.NaN, kind, title, username: username || null },
      usernames: entries(usernames!).map(
        ([name, firstSeenAt]): Partial<TargetUsername> => ({
          username: name || null,
          ...(firstSeenAt !== undefined && { firstSeenAt }),
        }),
      ),
      isPrivate: isPrivate === "" ? null : isPrivate === "true" || (isPrivate !== "false" && NaN),
      ...{ migratedFrom: number(migratedFrom!), linkedChannelId: number(linked!) },
      access: entries(access!).map(
        ([accountId = "", accessHash, confirmedAt, invite]): Partial<TargetAccess> => ({
          ...{ accountId: number(accountId) ?? Number.NaN, accessHash: accessHash || null },
          ...{ ...(confirmedAt !== undefined && { confirmedAt }), invite: invite || null },
        }),
      ),
    };
  });
}

function shown(value: number | boolean | null): string {
  return value === null ? "" : String(value);
}

function entry(...fields: readonly (string | number | null)[]): string {
  return fields
    .map((field) => String(field ?? "").replaceAll(/[%/\s]/g, encodeURIComponent))
    .join("/");
}

function entries(cell: string): string[][] {
  if (cell === "") return [];
  try {
    return cell.split(" ").map((each) => each.split("/").map(decodeURIComponent));
  } catch (error) {
    throw new InvalidInput(
      "Nothing was imported: a percent sign in the CSV file stands for nothing.",
      { cause: error },
    );
  }
}

/** Null for an empty cell, not a number for anything that is none: the check refuses it then. */
function number(cell: string): number | null {
  if (cell === "") return null;
  return /^-?\d{1,16}$/.test(cell) ? Number(cell) : Number.NaN;
}
