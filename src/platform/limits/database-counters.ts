import { createHmac, randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { answer, budgetFullAt, refill, type Budget, type Counters, type Taken } from './counters.ts';

declare module '../database/tables.ts' {
  interface Tables {
    budget: { client: Uint8Array; full_at: number };
    budget_key: { day: string; key: Uint8Array };
  }
}

/** The maximum number of stored clients. Those that have used least of their budgets are removed first. */
const maxCounters = 500_000;
/** Milliseconds between two runs of `#sweep`, which removes clients whose budget is full again. */
const sweepEvery = 60_000;
/** For this many milliseconds, a client whose request was rejected is rejected again without a query. */
const refusedFor = 1000;
const maxRefused = 10_000;
const aDay = 86_400_000;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** `budgetFullAt` in SQL, with $2 for now and $3 for the end of the window. */
const stored = 'case when b.full_at > 2 * $3::float8 - $2 then $2 else least(greatest(b.full_at, $2), $3) end';

/** The hashes of a client: with today's key, and with yesterday's. */
type Hashes = { client: Buffer; before: Buffer | undefined };
type Keys = { today: Uint8Array; before: Uint8Array | undefined };

/**
 * Counters in the database, for several processes. Clients are stored as hashes with a random key, and each day (UTC)
 * has a new key. Yesterday's key is deleted a day later. Until then, requests of yesterday still count, for windows of
 * up to a day. The tables are unlogged, so they are neither in the write-ahead log nor on replicas.
 */
export class DatabaseCounters implements Counters {
  #keys: { day: string; keys: Promise<Keys> } | undefined;
  #swept = 0;
  readonly #refused = new Map<string, { until: number; full: number }>();

  constructor(
    private readonly db: Database,
    private readonly now: () => Date,
  ) {}

  async take(budget: Budget, who: string, cost = 1): Promise<Taken> {
    const now = this.now().getTime();
    const { client, before } = await this.#hashes(budget, who, now);
    const known = this.#refused.get(client.toString('base64'));
    if (known && known.until > now && known.until - now <= refusedFor) return answer(budget, known.full, now, cost);
    if (before) await this.#carry(before, client);
    const [limit, step] = [now + budget.window * 1000, refill(budget, cost)];
    // This must be one statement: a parallel request then waits for the row, and sees how much this one has taken.
    const { rows } = await this.db.executeSql(
      `with taken as (
         insert into budget as b (client, full_at) values ($1, $2::float8 + $4::float8)
         on conflict (client) do update set full_at = ${stored} + $4
         where ${stored} + $4 <= $3::float8 + 0.001
         returning full_at
       )
       select full_at, true as ok from taken
       union all
       select full_at, false from budget where client = $1 and not exists (select from taken)`,
      [client, now, limit, step],
    );
    this.#sweep(now);
    const [row] = rows as { full_at: number; ok: boolean }[];
    if (row?.ok) return answer(budget, row.full_at, now, null);
    // No row means that a parallel request has just inserted it, and that this statement does not see it yet. Then this
    // request is rejected.
    const full = Math.max(budgetFullAt(budget, row?.full_at ?? limit, now), limit - step);
    this.#remember(client.toString('base64'), { until: now + refusedFor, full });
    return answer(budget, full, now, cost);
  }

  async look(budget: Budget, who: string, cost = 1): Promise<Taken> {
    const now = this.now().getTime();
    const { client, before } = await this.#hashes(budget, who, now);
    const { rows } = await this.db.executeSql(
      'select full_at from budget where client in ($1, $2) order by full_at desc limit 1',
      [client, before ?? client],
    );
    const limit = now + budget.window * 1000;
    const full = budgetFullAt(budget, (rows as { full_at: number }[])[0]?.full_at, now);
    const next = full + refill(budget, cost);
    return next > limit + 1e-3 ? answer(budget, full, now, cost) : answer(budget, next, now, null);
  }

  async giveBack(budget: Budget, who: string, cost = 1): Promise<void> {
    const { client, before } = await this.#hashes(budget, who, this.now().getTime());
    this.#refused.delete(client.toString('base64'));
    if (before) await this.#carry(before, client);
    await this.db.executeSql('update budget set full_at = full_at - $2::float8 where client = $1', [
      client,
      refill(budget, cost),
    ]);
  }

  #remember(client: string, refused: { until: number; full: number }): void {
    this.#refused.set(client, refused);
    for (const oldest of this.#refused.keys()) {
      if (this.#refused.size <= maxRefused) break;
      this.#refused.delete(oldest);
    }
  }

  /**
   * Moves what a client used before midnight to the hash with today's key. Of several requests at once, only one does
   * it.
   */
  async #carry(before: Buffer, client: Buffer): Promise<void> {
    await this.db.executeSql(
      `with used as (delete from budget where client = $1 returning full_at)
       insert into budget as b (client, full_at) select $2, full_at from used
       on conflict (client) do update set full_at = greatest(b.full_at, excluded.full_at)`,
      [before, client],
    );
  }

  /** The hashes of a client. `before` is undefined once requests from before midnight no longer count. */
  async #hashes({ name, window }: Budget, who: string, now: number): Promise<Hashes> {
    const day = dayOf(now);
    if (this.#keys?.day !== day) {
      const keys = this.#keysOf(day, dayOf(now - aDay));
      keys.catch(() => (this.#keys = undefined));
      this.#keys = { day, keys };
    }
    const { today, before } = await this.#keys.keys;
    const hash = (key: Uint8Array): Buffer => createHmac('sha256', key).update(`${name} ${who}`).digest();
    // Twice the window, because another process, whose clock is behind, may have counted with yesterday's key until
    // then.
    const isRecent = now - Date.parse(day) < 2 * window * 1000;
    return { client: hash(today), before: before && isRecent ? hash(before) : undefined };
  }

  /**
   * The keys of a day and of the day before, which all processes share. Deletes older keys: without its key, no one can
   * find out which client a hash belongs to.
   */
  async #keysOf(day: string, yesterday: string): Promise<Keys> {
    await this.db.executeSql('insert into budget_key (day, key) values ($1, $2) on conflict do nothing', [
      day,
      randomBytes(32),
    ]);
    await this.db.executeSql('delete from budget_key where day < $1', [yesterday]);
    const { rows } = await this.db.executeSql('select day, key from budget_key where day in ($1, $2)', [
      day,
      yesterday,
    ]);
    const keyOf = (day: string): Uint8Array | undefined =>
      (rows as { day: string; key: Uint8Array }[]).find((row) => row.day === day)?.key;
    return { today: keyOf(day)!, before: keyOf(yesterday) };
  }

  #sweep(now: number): void {
    if (Math.abs(now - this.#swept) < sweepEvery) return;
    this.#swept = now;
    this.db
      .executeSql(
        'delete from budget where full_at <= $1 or client in (select client from budget order by full_at desc offset $2)',
        [now, maxCounters],
      )
      .catch(() => {
        // The next request tries again.
        this.#swept = 0;
      });
  }
}
