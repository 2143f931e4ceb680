/** The door of the server: what scripts and tests may use. */
export type { Api, ApiParts } from "./api.ts";
export { startApi } from "./api.ts";
export type { Config, Secrets, ServeFlags } from "./config/env.ts";
export { readConfig } from "./config/env.ts";
export type { Limits } from "./config/limits.ts";
export { LIMITS } from "./config/limits.ts";
export type { ArchiveDoor } from "./context.ts";
export type { Logger, LogLevel, LogOptions } from "./logging.ts";
export { createLogger } from "./logging.ts";
export { SecretValues } from "./secret-values.ts";
export type { Server, StartOptions } from "./server.ts";
export { startServer } from "./server.ts";
