import type { Log } from "./ports/log.ts";

/** Who listens to one kind of news. A listener that throws is logged and harms nobody else. */
export class Listeners<News> {
  readonly #what: string;
  readonly #log: Log;
  readonly #all = new Set<(news: News) => void>();

  /** @param what the news are about, for the log */
  constructor(what: string, log: Log) {
    this.#what = what;
    this.#log = log;
  }

  /** Adds a listener; the answer takes it away. */
  readonly add = (listener: (news: News) => void): (() => void) => {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  };

  readonly tell = (news: News): void => {
    for (const listener of this.#all) {
      try {
        listener(news);
      } catch (err) {
        this.#log.error({ err }, `a listener to ${this.#what} failed`);
      }
    }
  };
}
