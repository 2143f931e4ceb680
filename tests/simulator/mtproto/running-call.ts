/** A request between its arrival and the client's acknowledgement of the answer. */
export class RunningCall {
  readonly #controller = new AbortController();
  readonly #ended = Promise.withResolvers<boolean>();
  /** null while nothing was decided; then whether the answer was no error. */
  outcome: boolean | null = null;
  /** The client does not want the answer any more. */
  dropped = false;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Fulfilled when the answer is decided: whether it was no error. */
  get ended(): Promise<boolean> {
    return this.#ended.promise;
  }

  end(succeeded: boolean): void {
    this.outcome ??= succeeded;
    this.#ended.resolve(succeeded);
  }

  drop(): void {
    this.dropped = true;
    this.abort();
  }

  abort(): void {
    this.#controller.abort();
  }
}
