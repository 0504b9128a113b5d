import { AppError } from './errors.ts';

type Limits = {
  /** How many tasks may run at the same time. */
  running: number;
  /** How many tasks may wait for their turn; further tasks are rejected. */
  waiting: number;
  /** The error of a rejected task. */
  busy(): AppError;
};

type Waiting = {
  /**
   * Whether the task is never rejected, however many are waiting. For tasks that visitors cannot start at will.
   */
  patient?: boolean;
  /** Aborted when no one needs the result any more. Waiting then ends with the error `cancelled`. */
  signal?: AbortSignal | undefined;
};

/** Limits how many tasks run at the same time, and how many wait. */
export class Queue {
  #running = 0;
  readonly #waiting = new Set<() => void>();
  readonly #shared = new Map<string, Promise<unknown>>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Runs a task when it is its turn.
   * @throws AppError the error of `busy()` if too many are waiting; `cancelled`
   */
  async run<T>(task: () => Promise<T>, options: Waiting = {}): Promise<T> {
    const turn = this.#turn(options);
    if (turn) await turn;
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  /**
   * Waits for a turn.
   * @returns the function that ends the turn; call it once
   * @throws AppError the error of `busy()` if too many are waiting; `cancelled`
   */
  async enter(options: Waiting = {}): Promise<() => void> {
    await this.#turn(options);
    return () => this.#leave();
  }

  /** Like `run`, but if a task with this key already waits or runs, its result is shared. */
  share<T>(key: string, task: () => Promise<T>, options?: Waiting): Promise<T> {
    const known = this.#shared.get(key) as Promise<T> | undefined;
    if (known) return known;
    const made = this.run(task, options).finally(() => this.#shared.delete(key));
    this.#shared.set(key, made);
    return made;
  }

  #turn({ patient = false, signal }: Waiting): Promise<void> | undefined {
    if (this.#running < this.#limits.running) {
      this.#running++;
      return undefined;
    }
    if (signal?.aborted) throw new AppError('cancelled');
    if (!patient && this.#waiting.size >= this.#limits.waiting) throw this.#limits.busy();
    return new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(begin);
        reject(new AppError('cancelled'));
      };
      const begin = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.add(begin);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /**
   * Gives the turn directly to the next waiting task, so that a task that comes now cannot overtake it.
   */
  #leave(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

/** A queue for each client, with the same limits. The queue is removed when the client has no task left. */
export class ClientQueues {
  readonly #clients = new Map<string, { queue: Queue; tasks: number }>();
  readonly #limits: Limits;

  /** `limits`: the limits of each client. */
  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Runs a task when it is its turn among the client's tasks; see `Queue.run`. */
  async run<T>(client: string, task: () => Promise<T>, options?: Waiting): Promise<T> {
    const own = this.#clients.get(client) ?? { queue: new Queue(this.#limits), tasks: 0 };
    this.#clients.set(client, own);
    own.tasks++;
    try {
      return await own.queue.run(task, options);
    } finally {
      if (--own.tasks === 0) this.#clients.delete(client);
    }
  }
}

/** Limits how many connections, downloads or similar are open at the same time: in total, and for each client. */
export class Places {
  #taken = 0;
  readonly #byClient = new Map<string, number>();
  readonly #limits: { total: number; each: number; full(): AppError; yours(): AppError };

  /**
   * `total`: how many places there are. `each`: how many one client can have. `full`: the error if all places are
   * taken. `yours`: the error if the client already has `each` places.
   */
  constructor(limits: { total: number; each: number; full(): AppError; yours(): AppError }) {
    this.#limits = limits;
  }

  /**
   * Takes a place.
   * @param client null for an address that many people share: then only the total is limited
   * @returns the function that frees the place; call it once
   */
  take(client: string | null): () => void {
    const { total, each, full, yours } = this.#limits;
    const own = (client !== null && this.#byClient.get(client)) || 0;
    if (own >= each) throw yours();
    if (this.#taken >= total) throw full();
    this.#taken++;
    if (client !== null) this.#byClient.set(client, own + 1);
    return () => {
      this.#taken--;
      if (client === null) return;
      const rest = this.#byClient.get(client)! - 1;
      if (rest) this.#byClient.set(client, rest);
      else this.#byClient.delete(client);
    };
  }
}
