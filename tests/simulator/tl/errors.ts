/** What is wrong with bytes that should be TL. */
export type TlFault =
  | "truncated"
  | "trailingBytes"
  | "unknownConstructor"
  /** A known constructor, but not of the type that belongs here. */
  | "wrongType"
  /** A bit of a flags word that the constructor does not define. */
  | "unknownFlags"
  | "notAVector"
  | "notABool"
  | "invalidUtf8"
  | "tooDeep"
  /** A length written longer than needed, or padding that is not zero. */
  | "notCanonical";

/** Bytes that are not what the schema asks for. */
export class TlDecodeError extends Error {
  override readonly name = "TlDecodeError";
  readonly fault: TlFault;
  /** Bytes from the start of what was to be decoded. */
  readonly offset: number;
  /** The constructor or method that was being read, `name#id`; null before the first is known. */
  readonly combinator: string | null;
  /** The id that was found, for unknownConstructor and wrongType. */
  readonly foundId: number | null;

  constructor(
    fault: TlFault,
    offset: number,
    combinator: string | null,
    detail: string,
    foundId: number | null = null,
  ) {
    super(
      `${detail}, at byte ${offset}${combinator === null ? "" : ` of ${combinator}`} (${fault})`,
    );
    this.fault = fault;
    this.offset = offset;
    this.combinator = combinator;
    this.foundId = foundId;
  }
}

/** A value that cannot be written as the schema asks. */
export class TlEncodeError extends Error {
  override readonly name = "TlEncodeError";
  /** `name#id` of the constructor or method, null at the top. */
  readonly combinator: string | null;
  readonly field: string | null;

  constructor(detail: string, combinator: string | null, field: string | null) {
    const place = [combinator, field].filter((part) => part !== null).join(", ");
    super(place === "" ? detail : `${place}: ${detail}`);
    this.combinator = combinator;
    this.field = field;
  }
}
