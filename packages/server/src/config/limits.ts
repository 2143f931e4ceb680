/**
 * What one caller may ask for. Published as `server.limits`; each is enforced before any SQL runs.
 * Sizes are bytes, times are milliseconds.
 */
export interface Limits {
  readonly defaultPageSize: number;
  readonly maxPageSize: number;
  /** Nested selections of a document. */
  readonly maxDepth: number;
  /** Objects a request can touch at most: the product of its page sizes. */
  readonly maxCost: number;
  readonly maxTokens: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  readonly maxDirectives: number;
  readonly maxVariableDepth: number;
  readonly maxBodyBytes: number;
  readonly maxHeaderBytes: number;
  readonly headersTimeoutMilliseconds: number;
  /** For the whole of a request to arrive. */
  readonly arrivalTimeoutMilliseconds: number;
  /** For a query or mutation to be answered. */
  readonly requestTimeoutMilliseconds: number;
  readonly connectionInitMilliseconds: number;
  readonly maxSubscriptionsPerConnection: number;
  /** Open WebSockets and event streams together. */
  readonly maxLiveConnections: number;
  /** Unsent bytes that make a subscriber a slow one … */
  readonly slowConsumerBytes: number;
  /** … and for how long, before it is closed. */
  readonly slowConsumerMilliseconds: number;
}

export const LIMITS: Limits = {
  defaultPageSize: 50,
  maxPageSize: 200,
  maxDepth: 12,
  maxCost: 10_000,
  maxTokens: 2_000,
  maxAliases: 30,
  maxRootFields: 10,
  maxDirectives: 20,
  maxVariableDepth: 10,
  maxBodyBytes: 256 * 1024,
  maxHeaderBytes: 16 * 1024,
  headersTimeoutMilliseconds: 10_000,
  arrivalTimeoutMilliseconds: 30_000,
  requestTimeoutMilliseconds: 10_000,
  connectionInitMilliseconds: 3_000,
  maxSubscriptionsPerConnection: 20,
  maxLiveConnections: 50,
  slowConsumerBytes: 1024 * 1024,
  slowConsumerMilliseconds: 30_000,
};
