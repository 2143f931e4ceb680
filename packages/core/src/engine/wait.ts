/** Something outside that work waits for: always with an end. */
export interface Wait {
  /** A pause that Telegram demanded, a used-up budget of requests, or Telegram out of reach. */
  readonly kind: "flood" | "budget" | "unavailable";
  /** One sentence for people. */
  readonly reason: string;
  /** Milliseconds since 1970-01-01T00:00:00Z, like `until`. */
  readonly startedAt: number;
  readonly until: number;
}

/** Told when a wait begins or is prolonged, and with null when it is over. Must not throw. */
export type WaitListener = (wait: Wait | null) => void;
