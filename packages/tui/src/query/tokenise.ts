/** A piece of a query, with its place for error marks. */
export interface Token {
  readonly kind: "word" | "filter" | "literal" | "unclosed";
  /** As it stands in the query: a word keeps its quotes and its minus, for the server to read. */
  readonly source: string;
  /** Without quotes; for `unclosed` the missing character. */
  readonly value: string;
  /** Offset in the query, in UTF-16 units. */
  readonly at: number;
  /** Before the colon, for filters. */
  readonly key: string;
  readonly isNegated: boolean;
}

/** Splits a query at spaces, keeping "quoted parts" and /literals/ whole. */
export function tokenise(input: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < input.length) {
    if (/\s/.test(input[at] ?? "")) {
      at++;
      continue;
    }
    const token = readToken(input, at);
    tokens.push(token);
    at += Math.max(1, token.source.length);
  }
  return tokens;
}

function readToken(input: string, at: number): Token {
  const rest = input.slice(at);
  if (rest.startsWith("/")) {
    const end = input.lastIndexOf("/");
    const closes = end > at && (end === input.length - 1 || /\s/.test(input[end + 1] ?? ""));
    if (!closes) return token("unclosed", rest, "/", at);
    const source = input.slice(at, end + 1);
    return token("literal", source, source.slice(1, -1), at);
  }
  const isNegated = rest.startsWith("-") && rest.length > 1;
  const body = isNegated ? rest.slice(1) : rest;
  const offset = isNegated ? 1 : 0;
  const filter = /^([A-Za-z]+):(?!\/\/)/.exec(body);
  const valueStart = filter ? filter[0].length : 0;
  const value = readValue(body.slice(valueStart));
  if (value === null) return token("unclosed", rest, '"', at);
  const source = rest.slice(0, offset + valueStart + value.length);
  if (!filter) return { ...token("word", source, unquote(value), at), isNegated };
  const key = (filter[1] ?? "").toLowerCase();
  return { kind: "filter", source, value: unquote(value), at, key, isNegated };
}

/** Up to the next space outside quotes; null when a quote does not close. */
function readValue(rest: string): string | null {
  if (rest.startsWith('"')) {
    const end = rest.indexOf('"', 1);
    return end === -1 ? null : rest.slice(0, end + 1);
  }
  return /^\S*/.exec(rest)?.[0] ?? "";
}

function unquote(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1)
    : value;
}

function token(kind: Token["kind"], source: string, value: string, at: number): Token {
  return { kind, source, value, at, key: "", isNegated: false };
}
