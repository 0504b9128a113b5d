import { expect, it } from 'vitest';
import { loadCited } from '../documents/claims/load-cited.ts';
import { explainQueries, tablesScanned } from '../platform/testing/explain-queries.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { fillRecord, filled } from '../record/testing/fill-record.ts';
import { lettersAbout, lettersOf } from './views/among.ts';

/** The tables with thousands of rows. */
const big = ['thing', 'claim', 'statement', 'fact', 'chain_link', 'event', '"case"'];

onBothDatabases('items and everything merged into them', (db) => {
  it('are found without reading a whole table', async () => {
    await fillRecord(db(), 3_000);
    await db().executeSql(`update thing set merged_into = 1 where id = 7; analyze thing`);
    const plans = await explainQueries(db(), async (read) => {
      await lettersOf(read, 1, { limit: 50, offset: 0 });
      await lettersAbout(read, filled.case + 1, 'public');
      const cited = await loadCited(read, ['claim/1', 'claim/13']);
      expect([...cited.values()].map((claim) => claim.speakers[0]!.names.toSorted())).toEqual([
        ['Person 120'],
        ['Person 1', 'Person 7'],
      ]);
    });
    expect(plans.length).toBeGreaterThan(10);
    for (const plan of plans)
      expect(
        tablesScanned(plan).filter((table) => big.includes(table)),
        plan,
      ).toEqual([]);
  });

  it('are found under the names and ids of both', async () => {
    const { rows } = await db().executeSql(
      `select (select array_agg(id order by id) from thing where canonical_id = 1) as family, canonical_id as own from thing where id = 8`,
    );
    expect(rows).toEqual([{ family: [1, 7], own: 8 }]);
    await db().executeSql(`update thing set merged_into = null where id = 7`);
    const { rows: apart } = await db().executeSql(`select canonical_id as own from thing where id = 7`);
    expect(apart).toEqual([{ own: 7 }]);
  });
});
