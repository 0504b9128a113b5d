import type { AppError } from './errors.ts';

type Limits = {
  /** Tasks that run at the same time. */
  running: number;
  /** Tasks that wait for their turn; more are refused. */
  waiting: number;
  /** The error of a refused task. */
  busy(): AppError;
};

/** Limits how much work of one kind runs and waits. */
export class Queue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #shared = new Map<string, Promise<unknown>>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Runs a task when it is its turn.
   * @param patient waits however many are waiting: for jobs, which no visitor can send
   * @throws AppError `busy` if too many are waiting
   */
  async run<T>(task: () => Promise<T>, { patient = false } = {}): Promise<T> {
    if (this.#running >= this.#limits.running) {
      if (!patient && this.#waiting.length >= this.#limits.waiting) throw this.#limits.busy();
      // The task before hands its place over, so that no newcomer takes it.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  /** The same; a task with the key of one that waits or runs gets its result. */
  share<T>(key: string, task: () => Promise<T>, options?: { patient?: boolean }): Promise<T> {
    const known = this.#shared.get(key) as Promise<T> | undefined;
    if (known) return known;
    const made = this.run(task, options).finally(() => this.#shared.delete(key));
    this.#shared.set(key, made);
    return made;
  }
}
