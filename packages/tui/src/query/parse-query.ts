import type { VariablesOf } from "../operations/graphql.ts";
import type { SearchQuery } from "../operations/search.ts";
import { findChannels, type KnownChannel } from "./find-channels.ts";
import { readDate } from "./read-date.ts";
import { type Token, tokenise } from "./tokenise.ts";

type Variables = VariablesOf<typeof SearchQuery>;
export type MessageFilter = NonNullable<Variables["filter"]>;
export type TextQuery = NonNullable<Variables["query"]>;
export type MessageOrder = NonNullable<Variables["orderBy"]>;

export interface ParsedQuery {
  readonly ok: true;
  /** Null when the query only filters. */
  readonly query: TextQuery | null;
  readonly filter: MessageFilter;
  readonly orderBy: MessageOrder;
  /** The filters in words, for the line below the query. */
  readonly filters: readonly string[];
}

/** Why a query cannot be sent, and where: an offset and a length in UTF-16 units. */
export interface QueryError {
  readonly ok: false;
  readonly message: string;
  readonly at: number;
  readonly length: number;
}

const MEDIA = {
  photo: "PHOTO",
  video: "VIDEO",
  file: "DOCUMENT",
  audio: "AUDIO",
  voice: "VOICE",
  sticker: "STICKER",
  gif: "ANIMATION",
  poll: "POLL",
  location: "LOCATION",
  contact: "CONTACT",
  preview: "WEB_PAGE",
} as const;
const STATES = {
  edited: "isEdited",
  deleted: "isDeleted",
  forwarded: "isForwarded",
  reply: "isReply",
} as const;
const KEYS = ["from", "after", "before", "has", "is", "order"];

class Refused extends Error {
  readonly token: Token;
  constructor(token: Token, message: string) {
    super(message);
    this.token = token;
  }
}

/**
 * Reads the query language: words, "phrases", -not, /literal/, from:@name, after:2024-02,
 * before:2024-03-01, has:photo, is:edited, order:relevance. A name with spaces is quoted:
 * from:"Local news". `-` before is: or has:media turns it round.
 */
export function parseQuery(
  input: string,
  channels: readonly KnownChannel[],
): ParsedQuery | QueryError {
  const filter: MessageFilter = {};
  const filters: string[] = [];
  const words: string[] = [];
  let literal: string | null = null;
  let orderBy: MessageOrder | null = null;
  try {
    for (const token of tokenise(input)) {
      if (token.kind === "unclosed") throw new Refused(token, `closing ${token.value} is missing`);
      if (token.kind === "literal") {
        if (literal !== null) throw new Refused(token, "only one /literal/ at a time");
        literal = token.value;
      } else if (token.kind === "word") words.push(token.source);
      else if (token.key === "order") orderBy = readOrder(token);
      else filters.push(applyFilter(token, filter, channels));
    }
    if (literal !== null && words.length > 0) {
      throw new Refused(
        { kind: "word", source: input, value: input, at: 0, key: "", isNegated: false },
        "use either words or one /literal/",
      );
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { at, source } = error.token;
    return { ok: false, message: error.message, at, length: source.length };
  }
  const query =
    literal !== null ? { literal } : words.length > 0 ? { words: words.join(" ") } : null;
  return { ok: true, query, filter, orderBy: orderBy ?? "POSTED_DESC", filters };
}

function applyFilter(
  token: Token,
  filter: MessageFilter,
  channels: readonly KnownChannel[],
): string {
  const { key, value, isNegated } = token;
  if (!KEYS.includes(key)) {
    throw new Refused(token, `unknown filter ${key}: (try ${KEYS.map((k) => `${k}:`).join(" ")})`);
  }
  if (value === "") throw new Refused(token, `${key}: needs a value`);
  switch (key) {
    case "from": {
      if (isNegated) throw new Refused(token, "from: cannot be turned round");
      const found = findChannels(value, channels);
      if (!found.ok) throw new Refused(token, found.message);
      filter.channels = [...(filter.channels ?? []), ...found.ids];
      return `channel ${filter.channels.length}`;
    }
    case "after":
    case "before": {
      const date = readDate(value);
      if (isNegated || date === null)
        throw new Refused(token, `${key}: takes a date like 2024-02-01`);
      if (key === "after") filter.postedAfter = date;
      else filter.postedBefore = date;
      return `date ${key === "after" ? "≥" : "<"}${value}`;
    }
    case "has": {
      if (value === "media" || isNegated) {
        if (value !== "media") throw new Refused(token, "only has:media can be turned round");
        filter.hasMedia = !isNegated;
        return `${isNegated ? "no" : "any"} media`;
      }
      const kinds = value.split(",").map((name) => {
        if (!Object.hasOwn(MEDIA, name)) {
          throw new Refused(token, `has: takes media, ${Object.keys(MEDIA).join(", ")}`);
        }
        return MEDIA[name as keyof typeof MEDIA];
      });
      filter.mediaKinds = [...(filter.mediaKinds ?? []), ...kinds];
      return `has ${value}`;
    }
    default: {
      if (!Object.hasOwn(STATES, value)) {
        throw new Refused(token, `is: takes ${Object.keys(STATES).join(", ")}`);
      }
      filter[STATES[value as keyof typeof STATES]] = !isNegated;
      return `${isNegated ? "not " : ""}${value}`;
    }
  }
}

function readOrder(token: Token): MessageOrder {
  if (token.value === "relevance") return "RELEVANCE";
  if (token.value === "newest") return "POSTED_DESC";
  throw new Refused(token, "order: takes newest or relevance");
}
