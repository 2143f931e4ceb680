const DAY = 86_400_000;

/**
 * How many requests an account makes in a day of UTC, whatever they ask for. Counted in this
 * process: a new one begins with a full budget.
 */
export class DailyBudget {
  readonly #perDay: number;
  #day = Number.NEGATIVE_INFINITY;
  #spent = 0;

  /** @param perDay Infinity for no bound */
  constructor(perDay: number) {
    this.#perDay = perDay;
  }

  /** When the next request may leave; `now` or earlier while some of the budget is left. */
  readyAt(now: number): number {
    const day = Math.floor(now / DAY);
    return day > this.#day || this.#spent < this.#perDay ? now : (this.#day + 1) * DAY;
  }

  spend(now: number): void {
    const day = Math.floor(now / DAY);
    if (day > this.#day) [this.#day, this.#spent] = [day, 0];
    this.#spent++;
  }
}
