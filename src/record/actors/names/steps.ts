/** A budget of work. A step takes about 10 nanoseconds. */
export class Steps {
  #taken = 0;

  constructor(readonly most: number) {}

  take(count: number): void {
    this.#taken += count;
  }

  get taken(): number {
    return this.#taken;
  }

  get areUsedUp(): boolean {
    return this.#taken >= this.most;
  }
}
