/**
 * Limits the number of steps of some work, such as a comparison of texts, because someone could construct texts that
 * take very long to compare. A number of steps, unlike a time limit, stops the work at the same place on every machine.
 */
export class Steps {
  #spent = 0;
  #refused = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get spent(): number {
    return this.#spent;
  }

  /** Whether no step is left, or some were refused. */
  get areUsedUp(): boolean {
    return this.#refused > 0 || this.#spent >= this.#most;
  }

  /**
   * How often steps were refused. If this number has risen during some work, the result of that work is not complete.
   */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Call this before the work that takes these steps. @returns false if fewer steps are left; then every later call
   * returns false, too
   */
  take(steps = 1): boolean {
    if (this.#refused > 0 || this.#spent + steps > this.#most) {
      this.#refused++;
      return false;
    }
    this.#spent += steps;
    return true;
  }
}
