/**
 * Where a running part says what people should know. Fields are plain values and errors, never
 * secrets and never the text of messages. The shape is the one that pino's loggers have.
 */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
