import { beforeAll, describe, expect, it } from 'vitest';
import { onBothDatabases } from '../testing/databases.ts';
import { MemoryCounters, spend, type Budget, type Counters } from './counters.ts';
import { DatabaseCounters } from './database-counters.ts';

const start = new Date('2026-01-01T12:00:00Z').getTime();
const ten: Budget = { name: 'ten', quota: 10, window: 60 };

/**
 * The tests that every implementation of `Counters` must pass. `make` returns two objects, as two processes would use
 * them. What one of them counts, the other counts, too. Both may be the same object. `full`: how many clients are stored
 * whose budget is full again.
 */
function counts(make: (now: () => Date) => readonly [Counters, Counters], full = async (_at: number) => 0) {
  let at = start;
  let [one, other]: readonly [Counters, Counters] = [] as never;
  beforeAll(() => {
    [one, other] = make(() => new Date(at));
  });
  const later = (seconds: number): void => void (at += seconds * 1000);

  it('accepts as many parallel requests as the budget allows, and says when the next can come', async () => {
    const all = await Promise.all(Array.from({ length: 400 }, (_, n) => (n % 2 ? one : other).take(ten, 'parallel')));
    expect(all.filter(({ ok }) => ok)).toHaveLength(10);
    expect(await one.take(ten, 'parallel')).toEqual({ ok: false, remaining: 0, wait: 6, reset: 60 });
    later(5);
    expect(await other.take(ten, 'parallel')).toMatchObject({ ok: false, wait: 1 });
    later(1);
    expect(await one.take(ten, 'parallel')).toEqual({ ok: true, remaining: 0, wait: 0, reset: 60 });
    expect(await one.take(ten, 'parallel')).toMatchObject({ ok: false, wait: 6 });
    expect(await one.take(ten, 'someone else')).toEqual({ ok: true, remaining: 9, wait: 0, reset: 6 });
    expect(await one.take({ ...ten, name: 'another' }, 'parallel')).toMatchObject({ ok: true, remaining: 9 });
  });

  it('takes as much as a request costs, and nothing for a request that is refused', async () => {
    expect(await one.take(ten, 'cost', 8)).toMatchObject({ ok: true, remaining: 2 });
    expect(await one.take(ten, 'cost', 3)).toMatchObject({ ok: false, remaining: 2, wait: 6 });
    later(2);
    expect(await one.take(ten, 'cost', 2)).toMatchObject({ ok: true, remaining: 0 });
    await expect(spend(one, ten, 'cost', 4)).rejects.toMatchObject({
      code: 'rate_limited',
      details: { seconds: 22 },
    });
  });

  it('can look at a budget without taking from it, and give back what was taken', async () => {
    await one.take(ten, 'look', 9);
    for (let times = 0; times < 3; times++)
      expect(await other.look(ten, 'look')).toMatchObject({ ok: true, remaining: 0 });
    expect(await one.look(ten, 'look', 2)).toMatchObject({ ok: false, remaining: 1 });
    await other.giveBack(ten, 'look', 9);
    expect(await one.look(ten, 'look', 10)).toMatchObject({ ok: true });
    await one.giveBack(ten, 'never seen');
    expect(await one.look(ten, 'never seen', 10)).toMatchObject({ ok: true });
  });

  it('goes on counting at midnight', async () => {
    const midnight = Math.ceil(at / 86_400_000) * 86_400_000;
    at = midnight - 3000;
    const day: Budget = { name: 'day', quota: 3, window: 86_400 };
    expect(await one.take(ten, 'night', 10)).toMatchObject({ ok: true });
    expect(await one.take(day, 'night', 3)).toMatchObject({ ok: true });
    later(4);
    expect(await one.look(ten, 'night')).toMatchObject({ ok: false, wait: 2, reset: 56 });
    const all = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).take(ten, 'night')));
    expect(all.filter(({ ok }) => ok)).toEqual([]);
    later(2);
    expect(await other.take(ten, 'night')).toEqual({ ok: true, remaining: 0, wait: 0, reset: 60 });
    expect(await one.take(day, 'night')).toMatchObject({ ok: false });
    await one.giveBack(day, 'night', 1);
    expect(await other.take(day, 'night')).toMatchObject({ ok: true, remaining: 0 });
    // The budget `day` refills in 24 hours. After 20 hours, it is not full yet.
    later(72_000);
    expect(await one.take(day, 'night', 3)).toMatchObject({ ok: false, remaining: 2 });
    expect(await one.take(ten, 'night', 10)).toMatchObject({ ok: true });
  });

  it('lets no one wait longer than the window when the clock is set back', async () => {
    await one.take(ten, 'clock', 10);
    // A removal that began before the clock is set back would remove what is counted afterwards.
    await expect.poll(() => full(at)).toBe(0);
    later(-3600);
    expect(await one.take(ten, 'clock', 10)).toMatchObject({ ok: true });
    // The budget is used up now. A process whose clock is 30 seconds behind refuses requests, too.
    later(-30);
    expect(await other.take(ten, 'clock')).toMatchObject({ ok: false, wait: 6 });
  });
}

describe('counters in memory', () => {
  counts((now) => {
    const counters = new MemoryCounters(now);
    return [counters, counters];
  });
});

describe('counters in memory', () => {
  it('forget a client whose budget is full again, whether it refilled over time or was given back', async () => {
    let at = start;
    const counters = new MemoryCounters(() => new Date(at));
    for (let client = 0; client < 100; client++) await counters.take(ten, String(client), 10);
    for (let client = 0; client < 50; client++) await counters.giveBack(ten, String(client), 10);
    expect(counters.size).toBe(50);
    at += 60_000;
    await counters.take(ten, 'later');
    expect(counters.size).toBe(1);
    at -= 86_400_000;
    await counters.take(ten, 'clock set back');
    expect(counters.size).toBe(1);
  });

  it('never let a client use more than its budget, however many other clients come', async () => {
    let at = start;
    const counters = new MemoryCounters(() => new Date(at));
    const taken = async (who: string, cost = 1) => (await counters.take(ten, who, cost)).ok;
    await taken('exhausted', 10);
    await taken('half', 5);
    await taken('little');
    for (let client = 0; client < 60_000; client++) {
      await taken(`made up ${client}`);
      if (client % 3 === 0) await counters.giveBack(ten, `made up ${client}`);
    }
    expect(counters.size).toBeLessThanOrEqual(50_000);
    for (let client = 60_000; client < 120_000; client++) await taken(`made up ${client}`, 2);
    expect(counters.size).toBe(50_000);
    expect([await taken('exhausted'), await taken('half', 6), await taken('half', 5)]).toEqual([false, false, true]);
    // The client `little` was forgotten. It now counts as if it had used as much as the forgotten client that had used
    // most.
    expect([await taken('little', 10), await taken('little', 5)]).toEqual([false, true]);
    let more = 0;
    for (let times = 0; times < 50; times++) {
      if (await taken('guessed')) more++;
      await taken(`between ${times}`);
    }
    expect(more).toBeLessThanOrEqual(10);
    expect(counters.size).toBe(50_000);
    at += 60_000;
    expect(await taken('guessed', 10)).toBe(true);
    expect(counters.size).toBe(1);
  });
});

onBothDatabases('counters in the database', (db) => {
  counts(
    (now) => [new DatabaseCounters(db(), now), new DatabaseCounters(db(), now)],
    async (at) => (await db().executeSql('select from budget where full_at <= $1', [at])).rows.length,
  );
});

onBothDatabases('counters in the database', (db) => {
  it('store only hashes of clients, with a key that is used for one day and deleted a day later', async () => {
    let at = start;
    const counters = new DatabaseCounters(db(), () => new Date(at));
    const rows = async (table: string) => (await db().executeSql(`select * from ${table}`)).rows;
    await counters.take({ ...ten, window: 864_000 }, '198.51.100.7', 10);
    const [kept, keys] = [await rows('budget'), await rows('budget_key')];
    expect([kept.length, keys.length]).toEqual([1, 1]);
    expect(JSON.stringify([kept, Buffer.from((kept[0] as { client: Uint8Array }).client).toString()])).not.toContain(
      '198.51',
    );
    at += 86_400_000;
    await counters.take(ten, 'tomorrow');
    const both = await rows('budget_key');
    expect([both.length, both]).toEqual([2, expect.arrayContaining(keys)]);
    at += 86_400_000;
    // The key is deleted, so the hash of the client is another one, and the budget counts as full.
    expect(await counters.take({ ...ten, window: 864_000 }, '198.51.100.7', 10)).toMatchObject({ ok: true });
    const next = await rows('budget_key');
    expect(next).toHaveLength(2);
    expect(next).not.toContainEqual(keys[0]);
  });

  it('forget clients whose budget is full again', async () => {
    let at = start + 10 * 86_400_000;
    const counters = new DatabaseCounters(db(), () => new Date(at));
    await counters.take(ten, 'a');
    at += 3_600_000;
    await counters.take(ten, 'b');
    await expect
      .poll(async () => (await db().executeSql('select from budget where full_at <= $1', [at])).rows)
      .toEqual([]);
    expect(await counters.look(ten, 'b', 10)).toMatchObject({ ok: false });
  });
});
