/**
 * Limits the number of steps of some work, such as a comparison of texts, because someone could write texts that take
 * very long to compare. Unlike a time limit, a number of steps stops the work at the same place on every machine.
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

  /** How many calls of `take` returned false. If this number has risen during some work, the result is not complete. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Call this before some work, with the number of steps that it takes.
   * @returns false if fewer steps are left; then every later call returns false, too
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
