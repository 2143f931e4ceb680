import { InvalidInput } from "@telekeep/core";

import { LIMITS } from "../config/limits.ts";

/** Arguments of a Relay connection. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** A page as the database reads it: `size` rows walking away from an end, within open bounds. */
export interface PageRequest {
  readonly size: number;
  /** True when the page is the last one of its bounds, and so is read from the end. */
  readonly backward: boolean;
  readonly after: string | null;
  readonly before: string | null;
}

/** Checks a connection's arguments. Throws InvalidInput with what is wrong with them. */
export function pageRequest(args: PageArguments): PageRequest {
  if (args.first != null && args.last != null) {
    throw new InvalidInput("Ask for either the first or the last items of a list, not for both.");
  }
  const size = args.first ?? args.last ?? LIMITS.defaultPageSize;
  if (size < 1 || size > LIMITS.maxPageSize) {
    throw new InvalidInput(`A page has 1 to ${LIMITS.maxPageSize} items; ${size} were asked for.`);
  }
  return {
    size,
    backward: args.last != null,
    after: args.after ?? null,
    before: args.before ?? null,
  };
}

/** How many items a connection's arguments ask for: the multiplier of what is selected on them. */
export function pageCost(args: PageArguments): { field: number; multiplier: number } {
  const asked = args.first ?? args.last ?? LIMITS.defaultPageSize;
  return { field: 1, multiplier: Math.max(0, asked) };
}
