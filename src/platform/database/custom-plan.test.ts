import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { onBothDatabases } from '../testing/databases.ts';
import { customPlan } from './custom-plan.ts';
import { withPendingViewer, withViewer } from './viewer.ts';
import type { Reader } from './tx.ts';

onBothDatabases('a statement that is used often', (db) => {
  const plansOf = async (read: Reader, name: string): Promise<{ own: number; shared: number }> => {
    const { rows } = await sql<{ own: number; shared: number }>`
      select sum(custom_plans)::int as own, sum(generic_plans)::int as shared from pg_prepared_statements where statement like ${`%as ${name}_asked%`}`.execute(
      read,
    );
    return rows[0]!;
  };

  it('gets a plan for all values, or, if it asks for it, a plan for the values of each use', async () => {
    await db().transaction(async (tx) => {
      for (let use = 1; use <= 12; use++) {
        await sql`select count(*) as anew_asked from pg_class where oid = ${use}::oid ${customPlan}`.execute(tx);
        await sql`select count(*) as usual_asked from pg_class where oid = ${use}::oid`.execute(tx);
      }
      expect(await plansOf(tx, 'usual')).toEqual({ own: 5, shared: 7 });
      expect(await plansOf(tx, 'anew')).toEqual({ own: 12, shared: 0 });
    });
  });

  it('gets one plan from its first use if it belongs to a request, unless it asks for others', async () => {
    const ask = async (use: number): Promise<unknown> =>
      Promise.all([
        sql`select count(*) as page_asked from pg_class where oid = ${use}::oid`.execute(db().read),
        sql`select count(*) as page_anew_asked from pg_class where oid = ${use}::oid ${customPlan}`.execute(db().read),
        sql`select count(*) as page_after_asked from pg_class where oid = ${use}::oid`.execute(db().read),
      ]);
    const plans = async () => [
      await plansOf(db().read, 'page'),
      await plansOf(db().read, 'page_anew'),
      await plansOf(db().read, 'page_after'),
    ];
    await withPendingViewer(async () => {
      for (let use = 1; use <= 12; use++) await ask(use);
      expect(await plans()).toEqual([
        { own: 0, shared: 12 },
        { own: 12, shared: 0 },
        { own: 0, shared: 12 },
      ]);
    });
    // The setting ends with the page.
    await withViewer(undefined, () => sql`select current_setting('plan_cache_mode') as mode`.execute(db().read)).then(
      ({ rows }) => expect(rows).toEqual([{ mode: 'auto' }]),
    );
  });
});
