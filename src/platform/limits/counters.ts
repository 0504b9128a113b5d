import { createHmac, randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';

/**
 * How many requests a client may make: at most `quota` at once. An empty budget takes `window` seconds to refill
 * completely, and it refills continuously. A request can cost more than 1 of the quota.
 */
export type Budget = { name: string; quota: number; window: number };

/** The result of `take`. */
export type Taken = {
  ok: boolean;
  /** How many requests (of cost 1) are left. */
  remaining: number;
  /** Seconds until this request would be accepted; 0 if it was accepted. */
  wait: number;
  /** Seconds until the whole budget is available again. */
  reset: number;
};

/**
 * Counts how much of their budgets clients have used. It works like a token bucket, but stores only one timestamp per
 * client (generic cell rate algorithm, GCRA). `take` is atomic: of parallel requests, no more are accepted than the
 * budget allows. A rejected request costs nothing, so a client that keeps trying does not wait longer.
 */
export interface Counters {
  /** @param who the client. Only a keyed hash of this is stored, and the key is deleted after at most two days */
  take(budget: Budget, who: string, cost?: number): Promise<Taken>;
  /** Returns what `take` would return, but counts nothing. */
  look(budget: Budget, who: string, cost?: number): Promise<Taken>;
  /** Undoes a `take`. */
  giveBack(budget: Budget, who: string, cost?: number): Promise<void>;
}

/** Takes from a budget. @throws AppError `rate_limited` */
export async function spend(counters: Counters, budget: Budget, who: string, cost = 1): Promise<Taken> {
  const taken = await counters.take(budget, who, cost);
  if (!taken.ok) throw new AppError('rate_limited', { details: { seconds: taken.wait } });
  return taken;
}

/**
 * The budget for links that are emailed to one address: three at once, then one every eight hours, so that no one can
 * use Kronika to fill a mailbox.
 */
export const linksToOne: Budget = { name: 'links-to-one', quota: 3, window: 86_400 };

/** The milliseconds that a budget takes to refill by `cost`. */
export const refill = ({ quota, window }: Budget, cost: number): number => (window * 1000 * cost) / quota;

/**
 * When a client's budget is full again (milliseconds), calculated from the stored time. No stored time should be more
 * than one window ahead. One that is more than two windows ahead was stored before the clock was set back, and is
 * ignored. One between one and two windows ahead comes from a process whose clock is ahead, and counts as one window.
 */
export function budgetFullAt({ window }: Budget, stored: number | undefined, now: number): number {
  if (stored === undefined || stored > now + window * 2000) return now;
  return Math.min(Math.max(stored, now), now + window * 1000);
}

/**
 * The result for a client.
 * @param full when the client's budget is full again (milliseconds), after this request if it was accepted
 * @param refused the cost of the request if it was rejected; null if it was accepted
 */
export function answer(budget: Budget, full: number, now: number, refused: number | null): Taken {
  const window = budget.window * 1000;
  return {
    ok: refused === null,
    remaining: Math.max(0, Math.floor((now + window - full) / refill(budget, 1) + 1e-6)),
    wait: refused === null ? 0 : Math.max(1, Math.ceil((full + refill(budget, refused) - window - now) / 1000)),
    reset: Math.max(1, Math.ceil((full - now) / 1000)),
  };
}

/** The maximum number of clients in memory for one budget. */
const maxCounters = 50_000;
/**
 * The window is divided into this many parts. Clients are grouped by the part in which their budget is full again, so
 * that the clients that have used least of their budgets are found quickly.
 */
const parts = 64;

/**
 * The clients that have used some of one budget, each with the time at which the budget is full again (milliseconds).
 * If there are too many, one that has used very little is removed. From then on, every client that is not in the list
 * counts as if it had used as much as the removed one. So no one can get a full budget again by sending a flood of
 * requests from other addresses.
 */
class Clients {
  readonly #fullAt = new Map<string, number>();
  readonly #byPart = new Map<number, Set<string>>();
  readonly #part: number;
  #sweptIn: number | undefined;
  #forgotten: number | undefined;

  constructor(private readonly window: number) {
    this.#part = (window * 1000) / parts;
  }

  get size(): number {
    return this.#fullAt.size;
  }

  /** When the budget of a client is full again; undefined if it is full now. */
  get(client: string): number | undefined {
    return this.#fullAt.get(client) ?? this.#forgotten;
  }

  has(client: string): boolean {
    return this.#fullAt.has(client);
  }

  set(client: string, full: number, now: number): void {
    this.#delete(client);
    this.#sweep(now);
    if (full <= now + 1e-3) return;
    const part = this.#partOf(full);
    const same = this.#byPart.get(part) ?? new Set();
    this.#byPart.set(part, same.add(client));
    this.#fullAt.set(client, full);
    if (this.#fullAt.size <= maxCounters) return;
    const [least] = this.#byPart.get(Math.min(...this.#byPart.keys()))!;
    this.#forgotten = Math.max(this.#forgotten ?? 0, this.#fullAt.get(least!)!);
    this.#delete(least!);
  }

  #partOf(full: number): number {
    return Math.ceil(full / this.#part);
  }

  #delete(client: string): void {
    const full = this.#fullAt.get(client);
    if (full === undefined) return;
    this.#fullAt.delete(client);
    const part = this.#partOf(full);
    const same = this.#byPart.get(part)!;
    same.delete(client);
    if (!same.size) this.#byPart.delete(part);
  }

  /** Removes clients whose budget is full again, and clients that were counted before the clock was set back. */
  #sweep(now: number): void {
    const part = Math.floor(now / this.#part);
    if (part === this.#sweptIn) return;
    this.#sweptIn = part;
    const isOver = (full: number): boolean => full <= now || full > now + this.window * 2000;
    for (const [each, clients] of this.#byPart) {
      if (!isOver(each * this.#part)) continue;
      for (const client of clients) this.#fullAt.delete(client);
      this.#byPart.delete(each);
    }
    if (this.#forgotten !== undefined && isOver(this.#forgotten)) this.#forgotten = undefined;
  }
}

/**
 * Counters in the memory of this process, for at most `maxCounters` clients of each budget. The key of the hashes is only in
 * memory, too.
 */
export class MemoryCounters implements Counters {
  readonly #key = randomBytes(32);
  readonly #budgets = new Map<string, Clients>();

  constructor(private readonly now: () => Date) {}

  async take(budget: Budget, who: string, cost = 1): Promise<Taken> {
    return this.#ask(budget, who, cost, true);
  }

  async look(budget: Budget, who: string, cost = 1): Promise<Taken> {
    return this.#ask(budget, who, cost, false);
  }

  async giveBack(budget: Budget, who: string, cost = 1): Promise<void> {
    const [clients, client] = this.#find(budget, who);
    if (clients.has(client)) clients.set(client, clients.get(client)! - refill(budget, cost), this.now().getTime());
  }

  get size(): number {
    return [...this.#budgets.values()].reduce((sum, { size }) => sum + size, 0);
  }

  #ask(budget: Budget, who: string, cost: number, take: boolean): Taken {
    const now = this.now().getTime();
    const [clients, client] = this.#find(budget, who);
    const full = budgetFullAt(budget, clients.get(client), now);
    const next = full + refill(budget, cost);
    if (next > now + budget.window * 1000 + 1e-3) return answer(budget, full, now, cost);
    if (take) clients.set(client, next, now);
    return answer(budget, next, now, null);
  }

  #find({ name, window }: Budget, who: string): [Clients, string] {
    const clients = this.#budgets.get(name) ?? new Clients(window);
    this.#budgets.set(name, clients);
    return [clients, createHmac('sha256', this.#key).update(who).digest('base64url')];
  }
}
