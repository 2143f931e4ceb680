/** How long things may take before they are given up, in milliseconds. */
export interface Timing {
  /** A connection, with whatever a proxy asks first. */
  readonly dialMs: number;
  /** The whole way to a link that answers: attempts, key exchange, greeting. */
  readonly connectMs: number;
  /** One request, lost connections included. */
  readonly requestMs: number;
  /** After so long without a sign of life the other side is asked for one. */
  readonly quietMs: number;
  /** The time it has for it; then the connection is replaced. */
  readonly pongMs: number;
  /** Pauses before the first, second, … attempt to connect again. */
  readonly reconnectMs: readonly number[];
}

export const usualTiming: Timing = {
  dialMs: 10_000,
  connectMs: 30_000,
  requestMs: 45_000,
  quietMs: 15_000,
  pongMs: 8_000,
  reconnectMs: [1_000, 2_000, 4_000, 8_000, 15_000, 30_000],
};
