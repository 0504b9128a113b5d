import { expect, it } from 'vitest';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { protectTables } from './policies.ts';

onBothDatabases('the policies of limited items', (db, kind) => {
  const policies = async (): Promise<number> => {
    const { rows } = await db().executeSql("select count(*)::int as n from pg_policies where policyname = 'team'");
    return (rows[0] as { n: number }).n;
  };

  it.skipIf(kind === 'embedded')('are put in force while others read, and cancel no reader', async () => {
    let begin = (): void => {};
    const protecting = new Promise<void>((resolve) => (begin = resolve)).then(() => protectTables(db()));
    // This reader has the last of the tables, and asks for the first only when the policies wait for the last.
    const reading = db().transaction(async (tx) => {
      const ask = (sql: string) => db().executeSql(sql, undefined, tx);
      await ask('select from thing limit 1');
      begin();
      await expect
        .poll(async () => (await ask("select from pg_locks where not granted and relation = 'thing'::regclass")).rows, {
          timeout: 30_000,
          interval: 5,
        })
        .not.toEqual([]);
      await ask('select from actor limit 1');
      return 'read';
    });
    let done = false;
    const others = Array.from({ length: 3 }, async () => {
      while (!done)
        await db().executeSql(
          'select from thing t join claim c on c.id = t.id join actor a on a.id = c.source_id limit 1',
        );
    });
    expect(await reading).toBe('read');
    await protecting;
    done = true;
    await Promise.all(others);
    expect(await policies()).toBeGreaterThan(50);
  });

  it('are put in force once, and again only if they differ', async () => {
    await protectTables(db());
    const before = await policies();
    await db().executeSql('drop policy team on thing');
    await protectTables(db());
    expect(await policies()).toBe(before - 1);
    await db().executeSql("delete from setting where name = 'teams.policies'");
    await protectTables(db());
    expect(await policies()).toBe(before);
  });
});
