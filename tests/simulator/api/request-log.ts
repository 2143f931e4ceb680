import type { TlObject, TlValue } from "../tl/value.ts";

/** One request as it arrived, and what became of it. */
export interface LoggedRequest {
  readonly callId: number;
  readonly method: string;
  /** Key of the account signed in with the key; null before sign-in. */
  readonly account: string | null;
  readonly authKeyId: bigint;
  readonly dcId: number;
  readonly connectionId: number;
  /** Milliseconds of the world's clock. */
  readonly at: number;
  /** The parameters in short; secrets are left out. */
  readonly params: string;
  /** Whether it was wrapped in invokeWithTakeout. */
  readonly takeout: boolean;
  /** `ok`, an error's name, or what a fault made of it; null until it is answered. */
  outcome: string | null;
}

const LONGEST = 300;
const SECRET: ReadonlySet<string> = new Set([
  "phone_code",
  "phone_code_hash",
  "password",
  "token",
  "bytes",
  "api_hash",
  "phone_number",
]);

/** The last requests; older ones only count. */
export class RequestLog {
  readonly #capacity: number;
  readonly #counts = new Map<string, number>();
  #requests: LoggedRequest[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Oldest first. */
  get requests(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** How often a method was asked for, or all of them. */
  count(method?: string): number {
    if (method !== undefined) return this.#counts.get(method) ?? 0;
    return this.#counts.values().reduce((sum, count) => sum + count, 0);
  }

  add(request: LoggedRequest): void {
    this.#counts.set(request.method, (this.#counts.get(request.method) ?? 0) + 1);
    this.#requests.push(request);
    if (this.#requests.length > this.#capacity * 1.25) {
      this.#requests = this.#requests.slice(-this.#capacity);
    }
  }
}

/** A request's parameters on one short line. */
export function summarise(request: TlObject): string {
  const text = shown(request);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function shown(value: TlValue): string {
  if (typeof value === "bigint") return String(value);
  if (Buffer.isBuffer(value)) return `${value.length} bytes`;
  if (Array.isArray(value))
    return `[${value.slice(0, 8).map(shown).join(",")}${value.length > 8 ? ",…" : ""}]`;
  if (typeof value === "object") {
    const fields = Object.entries(value as TlObject)
      .filter(([name, field]) => name !== "_" && field !== undefined && field !== false)
      .map(([name, field]) => `${name}:${SECRET.has(name) ? "•" : shown(field)}`);
    return `{${fields.join(" ")}}`;
  }
  return JSON.stringify(value) ?? "";
}
