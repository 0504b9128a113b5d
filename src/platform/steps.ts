/**
 * The steps that some work may take. Texts from outside can be made so that a comparison takes very long; a count stops
 * it, at the same place on every machine. Steps that find nothing count, too.
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

  /** How often steps were refused: whatever asked for them is not complete. */
  get refused(): number {
    return this.#refused;
  }

  /** Takes steps before the work that they stand for. @returns false if there are not so many left, and from then on */
  take(steps = 1): boolean {
    if (this.#refused > 0 || this.#spent + steps > this.#most) {
      this.#refused++;
      return false;
    }
    this.#spent += steps;
    return true;
  }
}
