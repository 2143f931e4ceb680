import pg from "pg";

/** A statement with its parameters, as a client was given it. */
export type RecordedStatement = readonly unknown[];

/**
 * Notes what all clients of this process are asked, whichever pool made them: the core's and the
 * API's connections are nobody else's to reach. For a process that does one thing at a time.
 */
export class StatementRecorder implements Disposable {
  readonly #query = pg.Client.prototype.query;
  #statements: RecordedStatement[] | null = null;

  constructor() {
    const query = this.#query as (...args: unknown[]) => unknown;
    const note = (statement: RecordedStatement) => this.#statements?.push(statement);
    pg.Client.prototype.query = function recorded(this: pg.Client, ...args: unknown[]) {
      note(args.filter((argument) => typeof argument !== "function"));
      return query.apply(this, args);
    } as typeof pg.Client.prototype.query;
  }

  /** What is asked while `work` runs. */
  async during(work: () => Promise<unknown>): Promise<readonly RecordedStatement[]> {
    const statements: RecordedStatement[] = [];
    this.#statements = statements;
    try {
      await work();
    } finally {
      this.#statements = null;
    }
    return statements;
  }

  [Symbol.dispose](): void {
    pg.Client.prototype.query = this.#query;
  }
}
