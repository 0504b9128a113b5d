import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { onBothDatabases } from '../testing/databases.ts';
import { customPlan } from './custom-plan.ts';

onBothDatabases('a statement that is used often', (db) => {
  it('gets a plan for all values, or, if it asks for it, a plan for the values of each use', async () => {
    await db().transaction(async (tx) => {
      const plans = async (name: string): Promise<{ own: number; shared: number }> => {
        const { rows } = await sql<{ own: number; shared: number }>`
          select sum(custom_plans)::int as own, sum(generic_plans)::int as shared from pg_prepared_statements where statement like ${`%as ${name}_asked%`}`.execute(
          tx,
        );
        return rows[0]!;
      };
      for (let use = 1; use <= 12; use++) {
        await sql`select count(*) as usual_asked from pg_class where oid = ${use}::oid`.execute(tx);
        await sql`select count(*) as anew_asked from pg_class where oid = ${use}::oid ${customPlan}`.execute(tx);
      }
      expect(await plans('usual')).toEqual({ own: 5, shared: 7 });
      // Statements that were prepared again are gone, with their counts.
      expect(await plans('anew')).toEqual({ own: 2, shared: 0 });
    });
  });
});
